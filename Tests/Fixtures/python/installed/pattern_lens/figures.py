from pattern_lens import consts


def process_single_head():
    return "drawn " + ("plens" if "torch" not in dir(consts) else "elsewhere")

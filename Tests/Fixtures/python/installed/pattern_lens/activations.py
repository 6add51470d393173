def computed():
    return "computed"

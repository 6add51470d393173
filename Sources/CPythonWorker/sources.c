#include "CPythonWorker.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed is C23

static const char worker[] = {
#embed "Python/worker.py" suffix(, )
    0};

static const char tables[] = {
#embed "Python/tables.py" suffix(, )
    0};

static const char package[] = {
#embed "Python/pattern_lens/__init__.py" suffix(, )
    0};

static const char consts[] = {
#embed "Python/pattern_lens/consts.py" suffix(, )
    0};

static const char figure_util[] = {
#embed "Python/pattern_lens/figure_util.py" suffix(, )
    0};

static const char attn_figure_funcs[] = {
#embed "Python/pattern_lens/attn_figure_funcs.py" suffix(, )
    0};

static const char figures[] = {
#embed "Python/pattern_lens/figures.py" suffix(, )
    0};

static const plens_python_source modules[] = {
    {"pattern_lens", package},
    {"pattern_lens.consts", consts},
    {"pattern_lens.figure_util", figure_util},
    {"pattern_lens.attn_figure_funcs", attn_figure_funcs},
    {"pattern_lens.figures", figures},
    {"", ""},
};

const char *plens_python_worker(void) { return worker; }
const char *plens_python_tables(void) { return tables; }
const plens_python_source *plens_python_modules(void) { return modules; }

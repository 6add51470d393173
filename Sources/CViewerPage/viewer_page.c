#include "CViewerPage.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed is C23

static const unsigned char index_html[] = {
#embed "Page/index.html"
};
static const unsigned char single_html[] = {
#embed "Page/single.html"
};
static const unsigned char style_css[] = {
#embed "Page/page/style.css"
};
static const unsigned char dom_js[] = {
#embed "Page/page/dom.js"
};
static const unsigned char data_js[] = {
#embed "Page/page/data.js"
};
static const unsigned char site_js[] = {
#embed "Page/page/site.js"
};
static const unsigned char npz_js[] = {
#embed "Page/page/npz.js"
};
static const unsigned char heads_js[] = {
#embed "Page/page/heads.js"
};
static const unsigned char tokens_js[] = {
#embed "Page/page/tokens.js"
};
static const unsigned char colors_js[] = {
#embed "Page/page/colors.js"
};
static const unsigned char maths_js[] = {
#embed "Page/page/maths.js"
};
static const unsigned char state_js[] = {
#embed "Page/page/state.js"
};
static const unsigned char windowed_js[] = {
#embed "Page/page/windowed.js"
};
static const unsigned char tables_js[] = {
#embed "Page/page/tables.js"
};
static const unsigned char headmap_js[] = {
#embed "Page/page/headmap.js"
};
static const unsigned char choices_js[] = {
#embed "Page/page/choices.js"
};
static const unsigned char prompts_js[] = {
#embed "Page/page/prompts.js"
};
static const unsigned char typing_js[] = {
#embed "Page/page/typing.js"
};
static const unsigned char grid_js[] = {
#embed "Page/page/grid.js"
};
static const unsigned char tiles_js[] = {
#embed "Page/page/tiles.js"
};
static const unsigned char tilelist_js[] = {
#embed "Page/page/tilelist.js"
};
static const unsigned char finder_js[] = {
#embed "Page/page/finder.js"
};
static const unsigned char around_js[] = {
#embed "Page/page/around.js"
};
static const unsigned char index_js[] = {
#embed "Page/page/index.js"
};
static const unsigned char heatmap_js[] = {
#embed "Page/page/heatmap.js"
};
static const unsigned char panels_js[] = {
#embed "Page/page/panels.js"
};
static const unsigned char text_js[] = {
#embed "Page/page/text.js"
};
static const unsigned char compare_js[] = {
#embed "Page/page/compare.js"
};
static const unsigned char save_js[] = {
#embed "Page/page/save.js"
};
static const unsigned char single_js[] = {
#embed "Page/page/single.js"
};
static const unsigned char opened_js[] = {
#embed "Page/page/opened.js"
};
static const unsigned char live_js[] = {
#embed "Page/page/live.js"
};
static const unsigned char changes_js[] = {
#embed "Page/page/changes.js"
};
static const unsigned char drawn_js[] = {
#embed "Page/page/drawn.js"
};
static const unsigned char effects_js[] = {
#embed "Page/page/effects.js"
};
static const unsigned char far_js[] = {
#embed "Page/page/far.js"
};
static const unsigned char findtext_js[] = {
#embed "Page/page/findtext.js"
};
static const unsigned char headaddress_js[] = {
#embed "Page/page/headaddress.js"
};
static const unsigned char here_js[] = {
#embed "Page/page/here.js"
};
static const unsigned char minimap_js[] = {
#embed "Page/page/minimap.js"
};
static const unsigned char readout_js[] = {
#embed "Page/page/readout.js"
};
static const unsigned char timeline_js[] = {
#embed "Page/page/timeline.js"
};
static const unsigned char writing_js[] = {
#embed "Page/page/writing.js"
};
static const unsigned char keys_js[] = {
#embed "Page/page/keys.js"
};
static const unsigned char icon_svg[] = {
#embed "Page/page/icon.svg"
};

static const unsigned char survey_html[] = {
#embed "Page/survey.html"
};
static const unsigned char survey_css[] = {
#embed "Page/page/survey.css"
};
static const unsigned char survey_js[] = {
#embed "Page/page/survey.js"
};

static const embedded_page_file files[] = {
    {"survey.html", survey_html, sizeof survey_html},
    {"page/survey.css", survey_css, sizeof survey_css},
    {"page/survey.js", survey_js, sizeof survey_js},
    {"index.html", index_html, sizeof index_html},
    {"single.html", single_html, sizeof single_html},
    {"page/style.css", style_css, sizeof style_css},
    {"page/dom.js", dom_js, sizeof dom_js},
    {"page/data.js", data_js, sizeof data_js},
    {"page/site.js", site_js, sizeof site_js},
    {"page/npz.js", npz_js, sizeof npz_js},
    {"page/heads.js", heads_js, sizeof heads_js},
    {"page/tokens.js", tokens_js, sizeof tokens_js},
    {"page/colors.js", colors_js, sizeof colors_js},
    {"page/maths.js", maths_js, sizeof maths_js},
    {"page/state.js", state_js, sizeof state_js},
    {"page/windowed.js", windowed_js, sizeof windowed_js},
    {"page/tables.js", tables_js, sizeof tables_js},
    {"page/headmap.js", headmap_js, sizeof headmap_js},
    {"page/choices.js", choices_js, sizeof choices_js},
    {"page/prompts.js", prompts_js, sizeof prompts_js},
    {"page/typing.js", typing_js, sizeof typing_js},
    {"page/opened.js", opened_js, sizeof opened_js},
    {"page/grid.js", grid_js, sizeof grid_js},
    {"page/tiles.js", tiles_js, sizeof tiles_js},
    {"page/tilelist.js", tilelist_js, sizeof tilelist_js},
    {"page/finder.js", finder_js, sizeof finder_js},
    {"page/around.js", around_js, sizeof around_js},
    {"page/index.js", index_js, sizeof index_js},
    {"page/heatmap.js", heatmap_js, sizeof heatmap_js},
    {"page/panels.js", panels_js, sizeof panels_js},
    {"page/text.js", text_js, sizeof text_js},
    {"page/compare.js", compare_js, sizeof compare_js},
    {"page/save.js", save_js, sizeof save_js},
    {"page/single.js", single_js, sizeof single_js},
    {"page/live.js", live_js, sizeof live_js},
    {"page/changes.js", changes_js, sizeof changes_js},
    {"page/drawn.js", drawn_js, sizeof drawn_js},
    {"page/effects.js", effects_js, sizeof effects_js},
    {"page/far.js", far_js, sizeof far_js},
    {"page/findtext.js", findtext_js, sizeof findtext_js},
    {"page/headaddress.js", headaddress_js, sizeof headaddress_js},
    {"page/here.js", here_js, sizeof here_js},
    {"page/minimap.js", minimap_js, sizeof minimap_js},
    {"page/readout.js", readout_js, sizeof readout_js},
    {"page/timeline.js", timeline_js, sizeof timeline_js},
    {"page/writing.js", writing_js, sizeof writing_js},
    {"page/keys.js", keys_js, sizeof keys_js},
    {"page/icon.svg", icon_svg, sizeof icon_svg},
};

int page_file_count(void) { return sizeof files / sizeof files[0]; }
embedded_page_file page_file(int place) { return files[place]; }

// Written by scripts/make-colormaps.py from matplotlib 3.11.2; not to be edited.
// swift-format-ignore-file

/// Names of matplotlib's maps, without those that end in `_r`.
let colormapNames: [String] = [
  "Accent", "afmhot", "autumn", "berlin", "binary", "Blues", "bone", "BrBG", "brg", "BuGn", "BuPu",
  "bwr", "cividis", "CMRmap", "cool", "coolwarm", "copper", "cubehelix", "Dark2", "flag",
  "gist_earth", "gist_gray", "gist_grey", "gist_heat", "gist_ncar", "gist_rainbow", "gist_stern",
  "gist_yarg", "gist_yerg", "GnBu", "gnuplot", "gnuplot2", "gray", "Grays", "Greens", "grey",
  "Greys", "hot", "hsv", "inferno", "jet", "magma", "managua", "nipy_spectral", "ocean",
  "okabe_ito", "Oranges", "OrRd", "Paired", "Pastel1", "Pastel2", "pink", "PiYG", "plasma", "PRGn",
  "prism", "PuBu", "PuBuGn", "PuOr", "PuRd", "Purples", "rainbow", "RdBu", "RdGy", "RdPu", "RdYlBu",
  "RdYlGn", "Reds", "seismic", "Set1", "Set2", "Set3", "Spectral", "spring", "summer", "tab10",
  "tab20", "tab20b", "tab20c", "terrain", "turbo", "twilight", "twilight_shifted", "vanimo",
  "viridis", "winter", "Wistia", "YlGn", "YlGnBu", "YlOrBr", "YlOrRd",
]

/// Maps that have the table of another.
let colormapAliases: [String: String] = [
  "gist_grey": "gist_gray",
  "gist_yarg": "binary",
  "gist_yerg": "binary",
  "gray": "gist_gray",
  "grey": "gist_gray",
  "Greys": "Grays",
]

/// Where a map with `_r` is not the reversal of this one: places of bytes in it from 1, whose
/// values are one more, or one less where the place is negative.
let colormapCorrections: [String: [Int]] = [
  "afmhot": [
    15, 36, 63, 84, 111, 114, 159, 162, 207, 210, 255, 258, 303, 306, 351, 354, -421, -469, -517,
    -565, 583, -592, 607, -613, -616, 631, -640, 655, -661, -664, -688, -691, -709, -712, -715, -736,
    -739, -757, -760, -763,
  ],
  "autumn": [
    35, 83, -422, -470, -518, -566, 584, -593, 608, -614, -617, 632, -641, 656, -662, -665, -689,
    -692, -710, -713, -716, -737, -740, -758, -761, -764,
  ],
  "binary": [
    4, 5, 6, 7, 8, 9, 10, 11, 12, 28, 29, 30, 31, 32, 33, 52, 53, 54, 55, 56, 57, 58, 59, 60, 76, 77,
    78, 79, 80, 81, 103, 104, 105, 106, 107, 108, -112, -113, -114, 127, 128, 129, -136, -137, -138,
    151, 152, 153, 154, 155, 156, -160, -161, -162, 175, 176, 177, -184, -185, -186, 202, 203, 204,
    250, 251, 252, 298, 299, 300, 346, 347, 348, -685, -686, -687, -733, -734, -735,
  ],
  "Blues": [
    -497,
  ],
  "bone": [
    -122, -146, -194, -286, -310, -334, -358, -382, -430, -454, -478, -502, -526, -550, -574, -646,
    -670, -694,
  ],
  "BrBG": [
    -615,
  ],
  "brg": [
    4, 16, 28, 35, 40, 52, 64, 76, 83, 88, 131, 179, -212, 227, -236, -260, 275, -284, -299, -308,
    -311, -332, -335, -343, -347, -356, -359, -367, -380, -383, 387, 390, 400, 411, 414, 423, 424,
    435, 438, 459, 462, 471, 486, -495, 510, 534, -543, 558, -591, -639, -679, -687, -691, -703, -715,
    -727, -735, -739, -751, -763,
  ],
  "BuGn": [
    -104, -256, -541,
  ],
  "bwr": [
    5, 6, 17, 18, 29, 30, 41, 42, 53, 54, 65, 66, 77, 78, 89, 90, -344, -345, -368, -369, 400, 401,
    424, 425, -679, -680, -691, -692, -703, -704, -715, -716, -727, -728, -739, -740, -751, -752,
    -763, -764,
  ],
  "CMRmap": [
    36, 84, -451, -466,
  ],
  "cool": [
    5, 8, 11, 29, 32, 34, 53, 56, 59, 77, 80, 82, 104, 107, -113, 128, -137, 152, 155, -161, 176,
    -185, 203, 251, 299, 347, -421, -469, -517, -565, 583, -592, 607, -613, -616, 631, -640, 655,
    -661, -664, -686, -688, -691, -709, -712, -715, -734, -736, -739, -757, -760, -763,
  ],
  "gist_gray": [
    34, 35, 36, 82, 83, 84, -421, -422, -423, -469, -470, -471, -517, -518, -519, -565, -566, -567,
    583, 584, 585, -592, -593, -594, 607, 608, 609, -613, -614, -615, -616, -617, -618, 631, 632, 633,
    -640, -641, -642, 655, 656, 657, -661, -662, -663, -664, -665, -666, -688, -689, -690, -691, -692,
    -693, -709, -710, -711, -712, -713, -714, -715, -716, -717, -736, -737, -738, -739, -740, -741,
    -757, -758, -759, -760, -761, -762, -763, -764, -765,
  ],
  "gist_grey": [
    34, 35, 36, 82, 83, 84, -421, -422, -423, -469, -470, -471, -517, -518, -519, -565, -566, -567,
    583, 584, 585, -592, -593, -594, 607, 608, 609, -613, -614, -615, -616, -617, -618, 631, 632, 633,
    -640, -641, -642, 655, 656, 657, -661, -662, -663, -664, -665, -666, -688, -689, -690, -691, -692,
    -693, -709, -710, -711, -712, -713, -714, -715, -716, -717, -736, -737, -738, -739, -740, -741,
    -757, -758, -759, -760, -761, -762, -763, -764, -765,
  ],
  "gist_heat": [
    14, 15, 35, 36, 62, 63, 83, 84, 110, 111, 113, 114, 158, 159, 161, 162, 206, 209, 254, 257, 302,
    304, 305, 350, 353, 538, 586, -592, -616, 634, -640, 652, -664, 676, -688, 700, -712, -736, -760,
  ],
  "gist_ncar": [
    -156,
  ],
  "gist_stern": [
    10, 28, 31, 34, 35, 82, 83, 154, 172, 175, 274, -298, 315, -316, 367, 400, 402, -422, 426, -442,
    -460, -463, -466, -469, -470, -514, -517, -518, 544, -566, 584, -593, 608, -614, -617, 632, -641,
    656, -662, -665, -681, -689, -692, -693, -705, -710, -713, -716, -717, -729, -737, -740, -741,
    -753, -758, -761, -764, -765,
  ],
  "gist_yarg": [
    -13, -14, -15, -34, -35, -36, -61, -62, -63, -82, -83, -84, -109, -110, -111, -112, -113, -114,
    -157, -158, -159, -160, -161, -162, -205, -206, -207, -208, -209, -210, -253, -254, -255, -256,
    -257, -258, -301, -302, -303, -304, -305, -306, -349, -350, -351, -352, -353, -354, -685, -686,
    -687, -733, -734, -735,
  ],
  "gist_yerg": [
    -13, -14, -15, -34, -35, -36, -61, -62, -63, -82, -83, -84, -109, -110, -111, -112, -113, -114,
    -157, -158, -159, -160, -161, -162, -205, -206, -207, -208, -209, -210, -253, -254, -255, -256,
    -257, -258, -301, -302, -303, -304, -305, -306, -349, -350, -351, -352, -353, -354, -685, -686,
    -687, -733, -734, -735,
  ],
  "gnuplot2": [
    15, 585, -594, 609, -615, -618, 633, -642, 657, -663, -666, -690, -693, -711, -714, -717, -738,
    -741, -759, -762, -765,
  ],
  "gray": [
    34, 35, 36, 82, 83, 84, -421, -422, -423, -469, -470, -471, -517, -518, -519, -565, -566, -567,
    583, 584, 585, -592, -593, -594, 607, 608, 609, -613, -614, -615, -616, -617, -618, 631, 632, 633,
    -640, -641, -642, 655, 656, 657, -661, -662, -663, -664, -665, -666, -688, -689, -690, -691, -692,
    -693, -709, -710, -711, -712, -713, -714, -715, -716, -717, -736, -737, -738, -739, -740, -741,
    -757, -758, -759, -760, -761, -762, -763, -764, -765,
  ],
  "Greens": [
    -104, -256,
  ],
  "grey": [
    34, 35, 36, 82, 83, 84, -421, -422, -423, -469, -470, -471, -517, -518, -519, -565, -566, -567,
    583, 584, 585, -592, -593, -594, 607, 608, 609, -613, -614, -615, -616, -617, -618, 631, 632, 633,
    -640, -641, -642, 655, 656, 657, -661, -662, -663, -664, -665, -666, -688, -689, -690, -691, -692,
    -693, -709, -710, -711, -712, -713, -714, -715, -716, -717, -736, -737, -738, -739, -740, -741,
    -757, -758, -759, -760, -761, -762, -763, -764, -765,
  ],
  "jet": [
    294,
  ],
  "nipy_spectral": [
    35, 36, -137,
  ],
  "ocean": [
    13, 14, 34, 36, 82, 84, 109, 110, 112, 157, 205, 206, 208, 302, 392, 398, -422, -423, 440, 446,
    -470, -471, 488, 494, 518, -519, -536, -542, -560, 566, -567, -584, 585, -590, -594, -608, 609,
    614, -615, -618, -632, 633, -638, -642, -656, 657, 662, -663, -666, -680, -686, -690, 692, -693,
    -704, -711, -714, -717, -728, -734, -738, -741, -752, -759, -762, -765,
  ],
  "Oranges": [
    -542,
  ],
  "PiYG": [
    512,
  ],
  "PuBu": [
    308,
  ],
  "PuBuGn": [
    308,
  ],
  "PuOr": [
    563, 665,
  ],
  "PuRd": [
    308,
  ],
  "RdBu": [
    512, 513, 563, 633,
  ],
  "RdGy": [
    37, 38, 39, 43, 44, 45, 49, 50, 51, 55, 56, 57, 61, 62, 63, 67, 68, 69, 73, 74, 75, -223, -224,
    -225, 512, 513, 563, 633,
  ],
  "RdPu": [
    197, 212,
  ],
  "RdYlBu": [
    564,
  ],
  "RdYlGn": [
    513, 564,
  ],
  "seismic": [
    194, 195, 206, 207, 212, 213, 218, 219, 230, 231, 236, 237, -248, -249, -272, -273, 293, 294,
    -296, -297, 305, 306, 317, 318, -320, -321, 329, 330, -344, -345, -368, -369, 400, 401, 424, 425,
    -439, -440, 448, 449, -451, -452, -463, -464, 472, 473, -475, -476, 496, 497, 520, 521, -532,
    -533, -538, -539, -550, -551, -556, -557, -562, -563, -574, -575,
  ],
  "Spectral": [
    513, 564,
  ],
  "spring": [
    6, 9, 12, 30, 33, 35, 54, 57, 60, 78, 81, 83, 105, 108, -114, 129, -138, 153, 156, -162, 177,
    -186, 204, 252, 300, 348, -422, -470, -518, -566, 584, -593, 608, -614, -617, 632, -641, 656,
    -662, -665, -687, -689, -692, -710, -713, -716, -735, -737, -740, -758, -761, -764,
  ],
  "summer": [
    34, 62, 68, 82, 158, 164, 254, 350, -421, -469, -517, -565, 583, -592, 607, -613, -616, 631, -640,
    655, -661, -664, -688, -691, -709, -712, -715, -736, -739, -740, -757, -760, -763,
  ],
  "terrain": [
    16, 34, 40, 64, 78, 82, 88, 130, 178, -272, -343, -367, 400, 424, -439, 448, -451, -463, 472,
    -475, 496, 498, 520, -532, -538, -550, -556, -562, -574, 668, -695, -704,
  ],
  "winter": [
    30, 35, 83, -420, -422, -470, -516, -518, -566, 584, -593, -606, 608, -612, -614, -617, 632, -641,
    656, -662, -665, -689, -692, -702, -708, -710, -713, -716, -737, -740, -758, -761, -764,
  ],
  "YlGn": [
    -256, 307,
  ],
  "YlGnBu": [
    -272,
  ],
  "YlOrBr": [
    -91,
  ],
]

/// Colours from low to high, three bytes each, in base64.
let colormapTables: [String: String] = [
  "Accent": """
    f8l/vq7U/cCG//+ZOGyw8AJ/v1sWZmZm
    """,
  "afmhot": """
    AAAAAgAABAAABgAACAAACgAADAAADgAAEAAAEgAAFAAAFgAAGAAAGgAAHAAAHgAAIAAAIgAAJAAAJgAAKAAAKgAALAAALgA\
    AMAAAMgAANAAANgAAOAAAOgAAPAAAPgAAQAAAQQAARAAARgAASAAASQAATAAATgAAUAAAUQAAVAAAVgAAWAAAWQAAXAAAXg\
    AAYAAAYQAAZAAAZgAAaAAAaQAAbAAAbgAAcAAAcQAAdAAAdgAAeAAAeQAAfAAAfgAAgAAAggIAgwQAhgYAiAgAigoAjAwAj\
    g4AkBAAkhIAkxQAlhYAmBgAmhoAnBwAnh4AoCAAoiIAoyQApiYAqCgAqioArCwAri4AsDAAsjIAszQAtjYAuDgAujoAvDwA\
    vj4AwEAAwkIAw0QAxkYAyEgAykoAzEwAzk4A0FAA0lIA01QA1lYA2FgA2loA3FwA3l4A4GAA4mIA42QA5mYA6GgA6moA7Gw\
    A7m4A8HAA8nIA83QA9nYA+HgA+noA/HwA/n4A/4AA/4IC/4QE/4YG/4gI/4oL/4wN/44P/5AQ/5IS/5QU/5YW/5gZ/5ob/5\
    wd/54f/6Ag/6Ii/6Qk/6Ym/6go/6or/6wt/64v/7Aw/7Iy/7Q0/7Y2/7g5/7o7/7w9/74//8BB/8JC/8RE/8ZG/8hI/8pL/\
    8xN/85P/9BR/9JS/9RU/9ZW/9hZ/9pb/9xd/95f/+Bh/+Ji/+Rk/+Zm/+ho/+pr/+xt/+5v//Bx//Jy//R0//Z2//h5//p7\
    //x9//5///+B//+D//+E//+G//+I//+L//+N//+P//+R//+T//+U//+W//+Z//+b//+d//+f//+h//+j//+k//+m//+o//+\
    r//+t//+v//+x//+z//+0//+2//+5//+7//+9//+////B///D///E///G///I///L///N///P///R///T///U///W///Z//\
    /b///d///f///h///j///k///m///o///r///t///v///x///z///0///2///5///7///9////
    """,
  "autumn": """
    /wAA/wEA/wIA/wMA/wQA/wUA/wYA/wcA/wgA/wkA/woA/wsA/wwA/w0A/w4A/w8A/xAA/xEA/xIA/xMA/xQA/xUA/xYA/xc\
    A/xgA/xkA/xoA/xsA/xwA/x0A/x4A/x8A/yAA/yAA/yIA/yMA/yQA/yQA/yYA/ycA/ygA/ygA/yoA/ysA/ywA/ywA/y4A/y\
    8A/zAA/zAA/zIA/zMA/zQA/zQA/zYA/zcA/zgA/zgA/zoA/zsA/zwA/zwA/z4A/z8A/0AA/0EA/0EA/0MA/0QA/0UA/0YA/\
    0cA/0gA/0kA/0kA/0sA/0wA/00A/04A/08A/1AA/1EA/1EA/1MA/1QA/1UA/1YA/1cA/1gA/1kA/1kA/1sA/1wA/10A/14A\
    /18A/2AA/2EA/2EA/2MA/2QA/2UA/2YA/2cA/2gA/2kA/2kA/2sA/2wA/20A/24A/28A/3AA/3EA/3EA/3MA/3QA/3UA/3Y\
    A/3cA/3gA/3kA/3kA/3sA/3wA/30A/34A/38A/4AA/4EA/4IA/4MA/4MA/4UA/4YA/4cA/4gA/4kA/4oA/4sA/4wA/40A/4\
    4A/48A/5AA/5EA/5IA/5MA/5MA/5UA/5YA/5cA/5gA/5kA/5oA/5sA/5wA/50A/54A/58A/6AA/6EA/6IA/6MA/6MA/6UA/\
    6YA/6cA/6gA/6kA/6oA/6sA/6wA/60A/64A/68A/7AA/7EA/7IA/7MA/7MA/7UA/7YA/7cA/7gA/7kA/7oA/7sA/7wA/70A\
    /74A/78A/8AA/8EA/8IA/8MA/8MA/8UA/8YA/8cA/8gA/8kA/8oA/8sA/8wA/80A/84A/88A/9AA/9EA/9IA/9MA/9MA/9U\
    A/9YA/9cA/9gA/9kA/9oA/9sA/9wA/90A/94A/98A/+AA/+EA/+IA/+MA/+MA/+UA/+YA/+cA/+gA/+kA/+oA/+sA/+wA/+\
    0A/+4A/+8A//AA//EA//IA//MA//MA//UA//YA//cA//gA//kA//oA//sA//wA//0A//4A//8A
    """,
  "berlin": """
    nq/+nK/9ma/8l6/7la76kq75kK74jq73i632ia31h630hK3ygqzxf6zwfazve6vueKvtdqrrc6rqcanpbqnnbKjmaajkZ6f\
    jZKbhYqbgX6XeXaTcWqPaWKLZVaHXU6DVUZ/TTp7RTJzOSpvMSJnKRpjIRJbFQpXDQJPAP5G+PZC7PI65Ooy2OYq0N4mxNo\
    evNYWsNIOqM4GnMn+lMX2jMHygL3qeLnibLnaZLXSWLHKUK3CRKm6PKm2NKWuKKGmIJ2eFJ2WDJmOBJWJ+JWB8JF56I1x3I\
    1p1IllzIVdwIFVuIFNsH1FpHlBnHk5lHUxjHUpgHEleG0dcG0VaGkRXGUJVGUBTGD5RFz1PFztMFjlKFjhIFTZGFTVEFDNC\
    FDFAEzA+Ey48Ei05Eis3Eio1ESgzEScxESUvECQuECIsECEqEB8oEB4mEB0kEBwiEBohEBkfEBgdEBccEBYaEBUZERQXERM\
    WERIVEhETEhASEw8QFA4PFQ4OFg0MFwwLGAwKGQsIGgsHGwsGHAsFHQsEHgsEHwsDIAsCIQsCIgsCIwwBJAwBJgwBJw0AKA\
    0AKQ0AKg0ALA4ALQ4ALg4ALw4AMQ4AMg8AMw8ANQ8ANg8AOBAAORAAOhAAPBEAPREAPxEAQBIAQhIAQxMBRRMBRhQBSBQBS\
    RUBSxUCTBYCThYCUBcDUhgDUxkEVRkFVxoFWRsGWxwHXR0IXx4JYSALYyEMZSINZyMOaSUPayYRbigScCkUcisVdC0Xdi4Y\
    eTAaezIcfTMefzUggTchgzkjhTsliDwnij4pjEArjkIukEQwkkUylEc0lkk2mEs4mk06nE88nlE/oFJBolRDpFZFpVhHp1p\
    KqVxMq15OrWBQr2FTsWNVs2VXtWdZt2lcuWteu21gvW9jv3FlwnNnxHVqxndsyHhuynpxzHxzzn510IB40oJ61IR81oZ/2I\
    iB2oqD3IyG346I4ZCL45KN5ZSP55aS6ZiU65qX7ZyZ756c8qGe9KOh9qWj+Kel+qmo/Kuq/q2t
    """,
  "binary": """
    /////v7+/f39/Pz8+/v7+vr6+fn5+Pj49/f39vb29fX19PT08/Pz8vLy8fHx8PDw7+/v7u7u7e3t7Ozs6+vr6urq6enp6Oj\
    o5+fn5ubm5eXl5OTk4+Pj4uLi4eHh4ODg39/f3t7e3d3d3Nzc29vb2tra2dnZ2NjY19fX1tbW1dXV09PT09PT0tLS0dHR0N\
    DQz8/Pzs7Ozc3NzMzMy8vLysrKycnJyMjIx8fHxsbGxcXFw8PDw8PDwsLCwcHBwMDAv7+/vr6+vb29vLy8u7u7urq6ubm5u\
    Li4t7e3tra2tbW1s7Ozs7OzsrKysbGxsLCwr6+vrq6ura2trKysq6urqqqqqampqKiop6enpqampaWlo6Ojo6OjoqKioaGh\
    oKCgn5+fnp6enZ2dnJycm5ubmpqamZmZmJiYl5eXlpaWlZWVk5OTk5OTkpKSkZGRkJCQj4+Pjo6OjY2NjIyMi4uLioqKiYm\
    JiIiIh4eHhoaGhYWFg4ODg4ODgoKCgYGBgICAf39/fn5+fX19fHx8e3t7eXl5eXl5eHh4d3d3dnZ2dXV1dHR0cnJycXFxcX\
    FxcHBwb29vbm5ubW1tbGxsa2traWlpaWlpaGhoZ2dnZmZmZWVlZGRkYmJiYWFhYWFhYGBgX19fXl5eXV1dXFxcW1tbWVlZW\
    VlZWFhYV1dXVlZWVVVVVFRUUlJSUVFRUVFRUFBQT09PTk5OTU1NTExMS0tLSUlJSUlJSEhIR0dHRkZGRUVFREREQkJCQUFB\
    QUFBQEBAPz8/Pj4+PT09PDw8Ozs7OTk5ODg4ODg4Nzc3NjY2NTU1NDQ0MjIyMTExMDAwMDAwLy8vLi4uLS0tLCwsKysrKSk\
    pKCgoKCgoJycnJiYmJSUlJCQkIiIiISEhICAgICAgHx8fHh4eHR0dHBwcGxsbGRkZGBgYGBgYFxcXFhYWFRUVFBQUEhISER\
    EREBAQEBAQDw8PDg4ODQ0NDAwMCwsLCQkJCAgICAgIBwcHBgYGBQUFBAQEAgICAQEBAAAAAAAA
    """,
  "Blues": """
    9/v/9vr+9fn+9Pn+8/j98/j98vf98ff98Pb87/b87/X87vX87fT77PT77PP76/P76vL66fL66PH66PH65/D55vD55e/55O/\
    55O744+744u344e344ez34Oz33+v33uv33er23er23On22+n22uj12uj12ef12Of11+b01+b01uX01eX01OTz1OTz0+Pz0u\
    Pz0eLy0eLy0OHyz+HyzuDxzuDxzd/xzN/xy97wy97wyt3wyd3wyNzvyNzvx9vvxtvvxdruxNruw9nuwdntwNjtv9jsvtfsv\
    Nfru9brutbqudXqt9TqttTptdPptNPostLosdLnsNHnr9HmrdDmrNDmq8/lqs/lqM7kp87kps3jpc3jo8zjosviocvioMrh\
    nsrhncngm8jgmsfgmMffl8bflcXfk8TeksPekMLej8HdjcDdi8Ddir/ciL7ch73chbzbg7vbgrrbgLnaf7jafbjZe7fZerb\
    ZeLXYd7TYdbPYc7LXcrHXcLHXb7DWba/Wa67Waq3VaazVZ6vUZqrUZarTY6nTYqjSYafSYKbRXqXRXaTQXKPQWqPPWaLPWK\
    HOV6DOVZ/NVJ7NU53MUZzMUJvLT5vLTprKTJnKS5jJSpfJSJbIR5XIRpTHRZTHQ5PGQpLGQZHFQJDFP4/EPo7EPY3DPIzDO\
    4vCOorBOYnBOIjAN4fANYW/NIS/M4O+MoK+MYG9MIC9L3+8Ln68LX27LHy7K3u6Knq5KXm5KHi4J3e4Jna3JXW3JHS2I3O2\
    InK1IXG1IHC0H2+zHm6yHm2yHWyxHGuwG2qvGmmuGmiuGWetGGasF2WrF2SrFmOqFWKpFGGoE2CnE1+nEl6mEV2lEFykD1u\
    jD1qjDlmiDVihDFegDFagC1WfClSeCVOdCFKcCFGcCFCaCE+ZCE6XCEyWCEuUCEqSCEmRCEiPCEeOCEaMCEWLCESJCEOICE\
    KGCEGFCECDCD+CCD6ACD1+CDx9CDt7CDp6CDl4CDh3CDd1CDZ0CDVyCDRxCDNvCDJuCDFsCDBr
    """,
  "bone": """
    AAAAAAABAQECAgIDAwMEBAQGBQUHBgYIBwYJBwcKCAgMCQkNCgoOCwsPDAwRDQ0SDg0TDg4UDw8VEBAXEREYEhIZExMaFBQ\
    cFRQdFRUeFhYfFxcgGBgiGRkjGhokGxslHBsmHBwoHR0pHh4qHx8rICAtISEuIiIvIyIwIyMxJCQzJSU0JiY1Jyc2KCg4KS\
    k5Kik6Kio7Kys8LCw+LS0/Li5ALy9BMDBCMTBEMTFFMjJGMzNHNDRJNTVKNjZLNzdMODdNODhPOTlQOjpROztSPDxUPT1VP\
    j5WPz5XPz9YQEBaQUFbQkJcQ0NdREReRUVgRkVhRkZiR0djSEhlSUlmSkpnS0toTExpTUxrTU1sTk5tT09uUFBwUVFxUlJy\
    U1NyVFRzVFZ0VVd1Vlh2V1l3WFp4WVx5Wl15W156W197XGB8XWJ9XmN+X2R/YGWAYWaAYmiBYmmCY2qDZGuEZW2FZm6GZ2+\
    HaHCHaXGIaXOJanSKa3WLbHaMbXeNbnmOb3qOcHuPcHyQcX2Rcn+Sc4CTdIGUdYKVdoOVd4WWd4aXeIeYeYiZeomae4ubfI\
    ycfY2cfo6dfo+ef5GfgJKggZOhgpSig5WjhJejhZikhZmlhpqmh5uniJ2oiZ6pip+qi6CqjKGrjKOsjaStjqWuj6avkKewk\
    amxkqqxk6uyk6yzlK20la+1lrC2l7G3mLK4mbO4mrW5mra6m7e7nLi8nbq9nru+n7y/oL2/ob7AocDBosHCo8LDpMPEpcTF\
    psbGp8fGqMfHqsjIq8nJrMrKrsvLr8zMsc3Nss7Ns87Otc/PttDQt9HRudLSutPTvNTUvdXUvtXVwNbWwdfXwtjYxNnZxdr\
    axtvbyNzbydzcy93dzN7ezd/fz+Dg0OHh0eLi0+Pi1OPj1eTk1+Xl2Obm2ufn2+jo3Onp3urp3+rq4Ovr4uzs4+3t5e7u5u\
    /v5/Dw6fHw6vHx6/Ly7fPz7vT07/X18fb28vf39Pj39fj49vn5+Pr6+fv7+vz8/P39/f7+////
    """,
  "BrBG": """
    VDAFVjEFWDIFWjMFXDUFXjYFYTcGYzkGZToGZzsGaTwGbD4Hbj8HcEAHckIHdEMHd0QIeUUIe0cIfUgIf0kIgksJhEwJhk0\
    JiE8JilAJjVEKj1MMkVUNk1cOlVkQl1sRmV0Sm18UnWEVn2IXoWQYo2YZpWgbp2ocqWwdq24frXAgr3EisXMjs3UktXcmt3\
    knuXsou30qvX8rv4EtwIMwwYYzwog2xIs5xY08xpA/x5JCyZVGypdJy5pMzJ1Pzp9Sz6JV0KRY0adc06lf1Kxi1a5l1rFo2\
    LNr2bZu2rly27t13b543sB738J+4MSB4cWD4seG48iJ48qM5MuO5c2R5s6U59CX6NGZ6dOc6tSf69ai7Nek7Nmn7dqq7tyt\
    792v8N+y8eC18uK48+O69OW99ebA9ujD9ejE9enG9enI9erK9erM9evO9evQ9ezS9ezU9e3W9e3Y9e7a9e7c9e/e9e/g9fD\
    i9fDk9fHm9fHo9fLq9fLs9fPu9fPw9fTy9fT09PT08vT08PPz7vPy7PPy6/Lx6fLw5/Hw5fHv4/Dv4vDu4PDt3u/t3O/s2u\
    7r2e7r1+3q1e3q0+3p0ezo0OzozuvnzOvmyurmyOrlx+rlxOjjwefivubgu+XfueTdtuPcs+LbsODZrd/Yq97WqN3VpdzUo\
    tvSoNrRndjPmtfOl9bNlNXLktTKj9PIjNLHidDFhs/EhM7Dgc3BfsvAe8m+eMe8dcW6csO4b8G2bL+0ab2yZ7uwZLiuYbas\
    XrSqW7KoWLCmVa6kUqyiT6qgTKeeSaWcRqOaQ6GYQJ+WPZ2UOpuSN5mQNZePMpWNMJOLLpGJLI+HKo2FKIuDJomBJId/IoV\
    9IIN7HoF5HH93Gn52GHx0FnpyFHhwEnZuEHRsDnJqDHBoCm5mCGxkBmpiBGhgAmZeAGVdAGNbAGFZAGBXAF5VAFxUAFtSAF\
    lQAFhOAFZMAFRLAFNJAFFHAE9FAE5DAExCAEpAAEk+AEc8AEU6AEQ5AEI3AEA1AD8zAD0xADww
    """,
  "brg": """
    AAD/AgD9BAD7BgD5CAD3CgD1DADzDgDxEADvEgDtFADrFgDpGADnGgDlHADjHgDhIADfIgDdJADbJgDZKADXKgDVLADTLgD\
    RMADPMgDNNADLNgDJOADHOgDFPADDPgDBQAC/QQC9RAC7RgC5SAC3SQC1TACzTgCxUACvUQCtVACrVgCpWACnWQClXACjXg\
    ChYACfYQCdZACbZgCZaACXaQCVbACTbgCRcACPcQCNdACLdgCJeACHeQCFfACDfgCBgAB/ggB9gwB7hgB5iAB3igB1jAByj\
    gBxkABvkgBtkwBrlgBpmABnmgBlnABingBhoABfogBdowBbpgBZqABXqgBVrABSrgBRsABPsgBNswBLtgBJuABHugBFvABC\
    vgBBwAA/wgA9wwA7xgA4yAA3ygA1zAAyzgAw0AAv0gAt0wAr1gAo2AAn2gAl3AAi3gAg4AAf4gAd4wAb5gAY6AAX6gAV7AA\
    S7gAQ8AAP8gAN8wAL9gAI+AAH+gAF/AAC/gAA/gEA/AMA+gUA+AcA9ggA9AsA8g0A8A8A7hEA7BMA6hUA6BcA5hkA5BsA4h\
    0A4B8A3iEA3CMA2iUA2CcA1igA0ysA0i0A0C8AzjEAzDMAyjUAyDcAxjkAwzsAwj0AwD8AvkEAvEMAukUAuEcAtkgAs0sAs\
    k0AsE8ArlEArFMAqlUAqFcAplkAo1sAol0AoF8AnmEAnGMAmmUAmGcAlmgAk2sAkm0AkG8AjnEAjHMAinUAiHcAhnkAg3sA\
    gn0AgH8AfoEAfIMAeYUAeIcAdogAdIsAcY0AcI8AbpEAbJMAaZUAaJcAZpkAZJsAYZ0AYJ8AXqEAXKMAWaUAWKcAVqgAVKs\
    AUa0AUK8ATrEATLMASbUASLcARrkARLsAQb0AQL8APsEAPMMAOcUAOMcANsgANMsAMc0AMM8ALtEALNMAKdUAKNcAJtkAJN\
    sAId0AIN8AHuEAHOMAGeUAGOcAFugAFOsAEe0AEO8ADvEADPMACfUACPcABvkABPsAAf0AAP8A
    """,
  "BuGn": """
    9/z99vv89fv89fv89Pv89Pr88/r88/r88vr78fr78fn78Pn78Pn77/n77/j77vj77fj67fj67Pj67Pf66/f66/f66vf66vb\
    66fb56Pb56Pb55/b55/X55vX55vX55fX55PT45PT44/T34vT34fP24PP14PP13/L03vL03fLz3fLy3PHy2/Hx2vHx2fHw2f\
    Dv2PDv1/Du1u/u1u/t1e/t1O/s0+7r0u7r0u7q0e3q0O3pz+3ozu3ozuznzeznzOzmy+vlyuvkyOrjxunjxeniw+jhwujgw\
    Offvubevebdu+XcuuTbuOTatuPZtePZs+LYsuHXsOHWruDVrd/Uq9/Tqt7SqN7Rpt3QpdzPo9zPotvOoNrNntrMndnLm9nK\
    mtjJmNfIltfHldbGk9XFktTDkNTCjtPBjdLAi9K/itG+iNC8htC7hc+6g865gs64gM23fsy1fcy0e8uzesqyeMmxdsmwdci\
    vc8etcsescMarbsWqbcWpa8SoasOmaMOlZsKkZcGjZMGhY8CgYb+eYL+dX76cXr2aXb2ZXLyXWryWWbuUWLqTV7qRVrmQVb\
    iPVLiNUreMUbeKULaJT7WHTrWGTbSES7ODSrOCSbKASLJ/R7F9RrB8RLB6Q695Qq53Qa52QK11P6xzPqtxPapwPKhuO6dtO\
    qZrOaVqOKRoN6NnN6JlNqFkNaBiNJ9hM51fMpxdMZtcMJpaL5lZLphXLZdWLJZUK5VTKpRRKZJQKJFOJ5BNJ49LJo5JJY1I\
    JIxGI4tFIopEIYlDH4hCHodCHYZBHIVAG4Q/GoM+GYI+GIE9F4A8Fn87FX46E346En05EXw4EHs3D3o3Dnk2DXg1DHc0C3Y\
    zCnUzCHQyB3MxBnIwBXEwBHAvA28uAm8tAW4sAG0sAGsrAGorAGkqAGgpAGYpAGUoAGQoAGInAGEnAGAmAF8mAF0lAFwlAF\
    skAFkkAFgjAFcjAFYiAFQhAFMhAFIgAFAgAE8fAE4fAE0eAEseAEodAEkdAEccAEYcAEUbAEQb
    """,
  "BuPu": """
    9/z99vv89fr89Pr89Pn78/n78vj78fj78ff68Pf67/b67/b57vX57fX57PT57PT46/P46vP46vL36fL36PH35/H35/D25vD\
    25e/25O/15O714+714u314u304ez04Oz03+vz3uvz3erz3Ony2+jy2ufx2efx2Obw1+Xw1uTv1eTv1OPv0+Lu0uHu0eDt0O\
    Dtz9/szt7szd3szN3ry9zrytvqydrqyNnpx9npxdjoxNfow9bowtXnwdXnwNTmv9PmvtLlvdLlvNHlu9Dkus/kuc/kuM7jt\
    83jts3itczitMvis8rhssrhscnhsMjgr8fgrsffrcbfrMXfq8XeqsTeqcPep8LdpsLdpcHcpMDco8Dcor/bob7boL3an73a\
    nrzanbvZnbrZnLnYnLfXm7bXmrXWmrTWmbPVmbLUmLDUmK/Tl67Sl63SlqzRlarQlanQlKjPlKfPk6bOk6TNkqPNkaLMkaH\
    LkKDLkJ7Kj53Kj5zJjpvIjZrIjZjHjJfGjJbGjJXFjJPFjJLEjJHDjI/DjI7CjI3BjIvBjIrAjIm/jIe/jIa+jIW9jIO9jI\
    K8jIG7jH+7jH66jH25jHu5jHq4jHi3jHe3jHa2jHS1jHO1jHK0jHCzjG+zjG6yjGyxjGuxi2qwi2ivi2evi2aui2Sui2Oti\
    2Ksi2Csil+ril6qil2qilupilqpilmoilenilaniVWmiVOliVKliVGkiU+kiU6jiU2iiUuiiEqhiEmgiEegiEafiEWfiEOe\
    iEKdiEGdhz+chz6bhzyahzuZhjmYhjeXhjaWhjSUhjOThTGShTCRhS6QhSyPhCuOhCmNhCiMhCaLhCWKgyOJgyKIgyCHgx6\
    Ggx2FghuEghqDghiCgheBgRWAgRN/gRJ+gRB9gQ98fw56fQ55fA13eg12eQx0dwxydQtxdAtvcgpucApsbwlrbQlpawhoag\
    hmaAhlZwdjZQdiYwZgYgZeYAVdXgVbXQRaWwRYWgNXWANVVgJUVQJSUwFRUQFPUABOTgBMTQBL
    """,
  "bwr": """
    AAD/AgL/BAT/Bgb/CAj/Cgr/DAz/Dg7/EBD/EhL/FBT/Fhb/GBj/Ghr/HBz/Hh7/ICD/IiL/JCT/Jib/KCj/Kir/LCz/Li7\
    /MDD/MjL/NDT/Njb/ODj/Ojr/PDz/Pj7/QED/QUH/RET/Rkb/SEj/SUn/TEz/Tk7/UFD/UVH/VFT/Vlb/WFj/WVn/XFz/Xl\
    7/YGD/YWH/ZGT/Zmb/aGj/aWn/bGz/bm7/cHD/cXH/dHT/dnb/eHj/eXn/fHz/fn7/gID/goL/g4P/hob/iIj/ior/jIz/j\
    o7/kJD/kpL/k5P/lpb/mJj/mpr/nJz/np7/oKD/oqL/o6P/pqb/qKj/qqr/rKz/rq7/sLD/srL/s7P/trb/uLj/urr/vLz/\
    vr7/wMD/wsL/w8P/xsb/yMj/ysr/zMz/zs7/0ND/0tL/09P/1tb/2Nj/2tr/3Nz/3t7/4OD/4uL/4+P/5ub/6Oj/6ur/7Oz\
    /7u7/8PD/8vL/8/P/9vb/+Pj/+vr//Pz//v7///7+//z8//r6//j4//b2//T0//Ly//Dw/+7u/+zs/+rq/+jo/+bm/+Tk/+\
    Li/+Dg/97e/9zc/9ra/9jY/9bW/9PT/9LS/9DQ/87O/8zM/8rK/8jI/8bG/8PD/8LC/8DA/76+/7y8/7q6/7i4/7a2/7Oz/\
    7Ky/7Cw/66u/6ys/6qq/6io/6am/6Oj/6Ki/6Cg/56e/5yc/5qa/5iY/5aW/5OT/5KS/5CQ/46O/4yM/4qK/4iI/4aG/4OD\
    /4KC/4CA/35+/3x8/3l5/3h4/3Z2/3R0/3Fx/3Bw/25u/2xs/2lp/2ho/2Zm/2Rk/2Fh/2Bg/15e/1xc/1lZ/1hY/1ZW/1R\
    U/1FR/1BQ/05O/0xM/0lJ/0hI/0ZG/0RE/0FB/0BA/z4+/zw8/zk5/zg4/zY2/zQ0/zEx/zAw/y4u/yws/ykp/ygo/yYm/y\
    Qk/yEh/yAg/x4e/xwc/xkZ/xgY/xYW/xQU/xER/xAQ/w4O/wwM/wkJ/wgI/wYG/wQE/wEB/wAA
    """,
  "cividis": """
    ACJNACNPACNQACRSACVUACZVACZXACdZAChbAChcACleACpgACpiACtkACxmACxnAC1pAC5rAC9tAC9vADBwADBwADFwADF\
    wBDJwCDNwCzNwDjRwETVvFDZvFjZvGDdvGjhvHDhuHTluHzpuITtuIjtuJDxuJT1tJz1tKD5tKj9tKz9tLEBtLkFsL0JsME\
    JsMUNsMkRsNERsNUVsNkZsN0ZsOEdsOUhsOkhrO0lrPUprPktrP0trQExrQU1rQk1rQ05rRE9rRU9rRlBrR1FrSFFrSVJrS\
    lNrS1RsTFRsTVVsTlZsTlZsT1dsUFhsUVhsUllsU1psVFpsVVttVlxtV11tWF1tWV5tWV9tWl9tW2BuXGFuXWFuXmJuX2Nu\
    YGRuYWRvYWVvYmZvY2ZvZGdvZWhwZmlwZ2lwaGpwaGtxaWtxamxxa21xbG1ybW5ybm9ybnBzb3BzcHFzcXJzcnN0c3N0dHR\
    1dHV1dXV1dnZ2d3d2eHh2eXh3eXl3enp3e3t3fHt4fXx4fn14f314gH54gX94goB4g4B4hIF4hYJ4hYN4hoN4h4R4iIV4iY\
    Z4ioZ4i4d4jIh4jYl4jol4j4p3kIt3kYx3kox3k413lI53lY93lo93l5B2mJF2mZJ2mpN2m5N2nJR2nZV1npZ1n5Z1oJd1o\
    Zh0opl0o5p0pJp0pZtzppxzp51zqJ5zqZ5yqp9yq6ByrKFxraJxrqJxr6NwsKRwsaVwsqZvs6ZvtKdvtahutqlut6ptuKtt\
    uattuqxsu61svK5rva9rvrBqv7BqwbFpwrJpw7NoxLRoxbVnxrVnx7ZmyLdlybhlyrlky7pkzLtjzbxizrxiz71h0L5g0r9\
    g08Bf1MFe1cJe1sNd18Nc2MRb2cVa2sZa28dZ3MhY3slX38pW4MtV4cxU4sxT481S5M5R5c9Q5tBP6NFO6dJN6tNM69RL7N\
    VK7dZI7tdH79hG8dlE8tpD89pC9NtA9dw/9t09+N47+d86+uA4++E2/eI0/eMz/eU0/eY2/ec3
    """,
  "CMRmap": """
    AAAAAQEEAgIIAwMMBAQQBgYUBwcYCAgcCQkgCgokDAwoDQ0sDg4wDw80EBA4EhI8ExNAFBREFRVIFhZMGBhQGRlUGhpYGxt\
    cHBxgHh5kHx9oICBsISFwIiJ0JCR4JSV8JiZ/JyaBKCaDKiaFKyaHLCaJLSaLLiaNMCaPMSaRMiaTMyaVNCaXNSaZNyabOC\
    adOSafOiahPCajPSalPianPyapQCarQSatQyavRCaxRSazRia1SCa3SSa5Sia7Sya9TSa+Tya8USe6VCe4Vie2WSi0WyiyX\
    SmwYCmuYimsZSqqZyqoaSumbCukbiuicSygcyyedS2ceC2aei2YfS6Wfy6UgS+ShC+Qhi+OiTCMizCKjTGIkDGGkjGElTKC\
    lzKAmjN+nTN7oDN4ozR2pzRzqjVwrTVtsDVqszZotzZlujdivTdfwDdcwzhaxzhXyjlUzTlR0DlO0zpM1zpJ2jtG3TtD4Dt\
    A4zw+5zw76j047T018D0y8z4w9z4t+j8q/T8n/kAl/UIk/UQj/EYi+0gg+kof+Uwe+U4d+FAc91Ia9lQZ9VYY9VgX9FoW81\
    wU8l4T8WAS8WIR8GQQ72YO7mgN7WoM7WwL7G4K63AI6nIH6XQG6XYF6HgE53oC5nwB5X4A5YAA5YIB5YQC5YYC5YgD5YoE5\
    YwF5Y4G5ZAG5ZIH5ZQI5ZYJ5ZgK5ZoK5ZwL5Z4M5aAN5aIO5aQO5aYP5agQ5aoR5awS5a4S5bAT5bIU5bQV5bYW5bgW5boX\
    5bwY5b4Z5cAb5cEf5cIi5cMl5cQo5cYr5ccv5cgy5ck15co45cw75c0/5c5C5c9F5dBI5dJL5dNP5dRS5dVV5dZY5dhb5dl\
    f5dpi5dtl5dxo5d5r5d9v5eBy5eF15eJ45eR75eV/5uaD5+eH5+eL6OiP6emS6uqX6+ub6+uf7Oyj7e2n7u6r7++v7++z8P\
    C38fG78vK/8/PD8/PH9PTL9fXP9vbS9/fX9/fb+Pjf+fnj+vrn+/vr+/vv/Pzz/f33/v77////
    """,
  "cool": """
    AP//Af7/Av3/A/z/BPv/Bfr/Bvn/B/j/CPf/Cfb/CvX/C/T/DPP/DfL/DvH/D/D/EO//Ee7/Eu3/E+z/FOv/Fer/Fun/F+j\
    /GOf/Geb/GuX/G+T/HOP/HeL/HuH/H+D/IN//IN7/It3/I9z/JNv/JNr/Jtn/J9j/KNf/KNb/KtX/K9P/LNP/LNL/LtH/L9\
    D/MM//MM7/Ms3/M8z/NMv/NMr/Nsn/N8j/OMf/OMb/OsX/O8P/PMP/PML/PsH/P8D/QL//Qb7/Qb3/Q7z/RLv/Rbr/Rrn/R\
    7j/SLf/Sbb/SbX/S7P/TLP/TbL/TrH/T7D/UK//Ua7/Ua3/U6z/VKv/Var/Vqn/V6j/WKf/Wab/WaX/W6P/XKP/XaL/XqH/\
    X6D/YJ//YZ7/YZ3/Y5z/ZJv/ZZr/Zpn/Z5j/aJf/aZb/aZX/a5P/bJP/bZL/bpH/b5D/cI//cY7/cY3/c4z/dIv/dYr/don\
    /d4j/eIf/eYb/eYX/e4P/fIP/fYL/foH/f4D/gH//gX7/gn3/g3z/g3v/hXn/hnn/h3j/iHf/iXb/inX/i3T/jHL/jXH/jn\
    H/j3D/kG//kW7/km3/k2z/k2v/lWn/lmn/l2j/mGf/mWb/mmX/m2T/nGL/nWH/nmH/n2D/oF//oV7/ol3/o1z/o1v/pVn/p\
    ln/p1j/qFf/qVb/qlX/q1T/rFL/rVH/rlH/r1D/sE//sU7/sk3/s0z/s0v/tUn/tkn/t0j/uEf/uUb/ukX/u0T/vEL/vUH/\
    vkH/v0D/wD//wT7/wj3/wzz/wzv/xTn/xjj/xzj/yDf/yTb/yjX/yzT/zDL/zTH/zjD/zzD/0C//0S7/0i3/0yz/0yv/1Sn\
    /1ij/1yj/2Cf/2Sb/2iX/2yT/3CL/3SH/3iD/3yD/4B//4R7/4h3/4xz/4xv/5Rn/5hj/5xj/6Bf/6Rb/6hX/6xT/7BL/7R\
    H/7hD/7xD/8A//8Q7/8g3/8wz/8wv/9Qn/9gj/9wj/+Af/+Qb/+gX/+wT//AL//QH//gD//wD/
    """,
  "coolwarm": """
    OkzAO03BPE/DPlHEP1PGQFTHQVbJQljKQ1rMRVvNRl3PR1/QSGDRSWLTS2TUTGbWTWfXTmnYUGvaUWzbUm7cU3DdVXHeVnP\
    gV3XhWHbiWnjjW3nkXHvlXX3mX37nYIDoYYLqY4PqZIXrZYbsZ4jtaInuaYvva43wbI7xbZDxb5HycJPzcZT0c5X0dJf1dZ\
    j2d5r2eJv3ep34e574fKD5fqH5f6L6gKT6gqX7g6b7haj7hqn8h6r8iaz8iq39i679ja/9jrH9kLL+kbP+krT+lLX+lbf+l\
    7j+mLn+mbr+m7v+nLz+nb3+n77+oL/+osD+o8H+pML+psP9p8T9qMX9qsb9q8f8rMj8rsn8r8r7sMv7ssv7s8z6tM36ts75\
    t8/5uM/4udD4u9H3vNH2vdL2vtP1wNP1wdT0wtTzw9XyxdXyxtbxx9bwyNfvydfuytjuzNjtzdnsztnrz9nq0Nrp0dro0tr\
    n09vm1dvl1tvk19vi2Nvh2dzg2tzf29ze3Nzd3dzb3tva39vZ4NrX4drW4tnU49nT5NjR5djQ5tfP59bN59bM6NXK6dTJ6t\
    PH69PG7NLE7NHD7dDB7c/A7s++786878278My58cu48cq28sm18siz8sey88aw88Wv9MSt9MOr9MKq9cGo9cCn9b+l9r2k9\
    ryi9rug9rqf9rmd9rec9raa97WY97OX97KV97GU97CS966R962P9quN9qqM9qmK9qeJ9qaH9qSG9qOE9aGC9aCB9Z5/9J1+\
    9Jt89Jp785h585Z485V28pN18pFz8ZBy8Y5w8I1v8Itt74ls7odq7oZp7YRn7IJm7IBk639j6n1h6ntg6Xle6Hdd53Vc5nR\
    a5nJZ5XBX5G5W42xU4mpT4WhS4GZQ32RP3mJO3WBM3F5L21xK2lpI2VhH2FZG11RE1lJD1E9C001A0ks/0Uk+z0Y9zkQ8zU\
    I6zD85yj04yTs3yDg1xjU0xTIzxDAywi0xwSowvyguviMtvB8suxoruRYquBEptg0otQgnswMm
    """,
  "copper": """
    AAAAAQAAAgEAAwIBBAMBBgMCBwQCCAUDCQYDCwcEDAcEDQgFDgkFEAoGEQoGEgsHEwwHFA0IFg4IFw4JGA8JGRAKGxEKHBE\
    LHRILHhMMIBQMIRUNIhUNIxYOJRcOJhgPJxgPKBkQKRoQKxsRLBwRLRwSLh0SMB4TMR8TMiAUMyAUNSEVNiIVNyMWOCMWOi\
    QXOyUXPCYYPScYPicZQCgZQSkaQioaQyobRSsbRiwcRy0cSC4dSi4dSy8eTDAeTTEfTzEfUDIgUTMgUjQhUzUhVTUiVjYiV\
    zcjWDgjWjkkWzkkXDolXTslXzwmYDwmYT0nYj4nZD8oZUAoZkApZ0EpaEIqakMqa0MrbEQrbUUsb0YscEctcUctckgudEku\
    dUovdkovd0sweUwwek0xe04xfE4yfU8yf1AzgFEzgVI0glI0hFM1hVQ1hlU2h1U2iVY3ilc3i1g4jFk4jlk5j1o5kFs6kVw\
    6klw7lF07lV48ll88l2A9mWA9mmE+m2I+nGM/nmM/n2RAoGVAoWZBo2dBpGdCpWhCpmlDp2pDqWtEqmtEq2xFrG1Frm5Gr2\
    5GsG9HsXBHs3FItHJItXJJtnNJuHRKuXVKunVLu3ZLvHdMvnhMv3lNwHlNwXpOw3tOxHxPxXxPxn1QyH5QyX9RyoBRy4BSz\
    YFSzoJTz4NT0IRU0YRU04VV1IZV1YdW1odW2IhX2YlX2opY24tY3YtZ3oxZ341a4I5a4o5b449b5JBc5ZFc5pJd6JJd6ZNe\
    6pRe65Vf7ZVf7pZg75dg8Jhh8plh85li9Jpi9Ztj95xj+J1j+Z1k+p5k+59l/aBl/qBm/6Fm/6Jn/6Nn/6Ro/6Ro/6Vp/6Z\
    p/6dq/6dq/6hr/6lr/6ps/6ts/6tt/6xt/61u/65u/65v/69v/7Bw/7Fw/7Jx/7Jx/7Ny/7Ry/7Vz/7Zz/7Z0/7d0/7h1/7\
    l1/7l2/7p2/7t3/7x3/714/714/755/795/8B6/8B6/8F7/8J7/8N8/8R8/8R9/8V9/8Z+/8d+
    """,
  "cubehelix": """
    AAAAAQABAwEDBAEEBgIGCAIICQMJCgQLDAQNDQUPDgYRDwYTEQcVEggXEwkZFAobFAsdFQsfFgwhFw0jFw4lGA8nGBEpGRI\
    rGRMtGRQvGhUwGhYyGhg0Ghk2Gho4Ghw5Gh07Gh88GiA+GiI/GiNBGSVCGSZDGShFGSlGGCtHGC1IGC5JFzBKFzJKFzRLFz\
    VMFjdMFjlNFjpNFTxNFT5OFUBOFUJOFUNOFUVOFEdOFElOFEpNFUxNFU5NFU9MFVFMFVNLFlRLFlZKFlhJF1lJF1tIGFxHG\
    V5GGl9FG2FEG2JDHGNCHmVCH2ZBIGdAIWg/I2o9JGs8Jmw7J206KW46K285LXA4L3E3MXI2M3I1NXM0N3QzOXQzPHUyPnYx\
    QXYxQ3cwRncwSHgvS3gvTngvUXkuU3kuVnkuWXkuXHouX3ovYnovZXovaHowa3owbnoxcXoydHoyeHoze3o0fno1gXo3hHo\
    4h3o5ink7jXk8kHk+k3lAlnlBmXlDm3lFnnlHoXlKpHhMpnhOqXhRq3hTrnhWsHhYsnhbtXhet3hguXhju3lmvXlpv3lswX\
    lvwnlyxHp1xnp4x3p8yXt/ynuCy3yFzHyIzX2Mzn2Pz36S0H+V0X+Z0YCc0oGf04Ki04Ol04Op1ISs1IWv1Iey1Ii11Im41\
    Iq61Iu91IzA047D04/F05DI0pLL0pPN0pXP0ZbS0JjU0JrWz5vYz53azp7czaDezaLgzKTiy6Xjy6flyqnmyavnyazpyK7q\
    x7Drx7LsxrTtxbbuxbfvxLnvxLvww73xw7/xwsHywsLywsTywcbzwcjzwcrzwcvzwc3zwc/zwdDzwdLzwdTzwdXzwtfywtj\
    yw9ryw9vyxN3xxN7xxeDxxuHxx+LwyOTwyOXwyubvy+fvzOjvzenvzuvv0Ozu0e3u0u7u1O/u1fDu1/Du2fHu2vLu3PPv3v\
    Tv3/Tv4fXw4/bw5ffw5/fx6Pjy6vjy7Pnz7vr08Pr18vv29Pv39fz49/z5+f36+/38/f79////
    """,
  "Dark2": """
    G5532V8CdXCz5ymKZqYe5qsCpnYdZmZm
    """,
  "flag": """
    /wAA/2A1/7J9/+rG//7/zO3/hLn/PGn/AAn/AADPAACIAAA/AAAAKwAAcwAAvAAA/AAA/04o/6Rv/+K4//352fP/ksX/SXr\
    /CBz/AADcAACWAABMAAAKHwAAZQAArgAA8QAA/zwc/5Vh/9ir//vu5fj/oNH/V4r/Ey7/AADoAACkAABaAAAWEwAAVwAAoA\
    AA5QAA/yoQ/4ZT/86d//fi8fz/rtv/ZZn/H0H/AAD0AACyAABoAAAiCAAASQAAkgAA2QAA/xcF/3VG/8KP//LW/P7/vOT/c\
    6j/K1P/AAD/AAC/AAB2AAAvAAAAPAAAhAAAzAAA/wQA/2Q4/7WB/+zJ////yez/gbX/OGT/AAT/AADMAACEAAA8AAAALwAA\
    dgAAvwAA/wAA/1Mr/6hz/+S8//781vL/j8L/RnX/BRf/AADZAACSAABJAAAIIgAAaAAAsgAA9AAA/0Ef/5ll/9uu//zx4vf\
    /nc7/U4b/ECr/AADlAACgAABXAAATFgAAWgAApAAA6AAA/y4T/4pX/9Gg//jl7vv/q9j/YZX/HDz/AADxAACuAABlAAAfCg\
    AATAAAlgAA3AAA/xwI/3pJ/8WS//PZ+f3/uOL/b6T/KE7/AAD8AAC8AABzAAArAAAAPwAAiAAAzwAA/wkA/2k8/7mE/+3M/\
    /7/xur/fbL/NWD/AAD/AADJAACBAAA4AAAAMgAAegAAwgAA/wAA/1cv/6t2/+a///7/0/H/i7//QnH/AhL/AADWAACPAABG\
    AAAFJQAAbAAAtQAA9gAA/0Ui/51o/92y//z03/b/mcv/UIL/DSX/AADiAACdAABTAAAQGQAAXgAApwAA6wAA/zMW/45a/9O\
    k//no6/r/p9b/XpL/GTj/AADuAACrAABhAAAcDQAAUAAAmQAA3wAA/yAK/35M/8iW//Xc9v3/td//bKH/JUr/AAD5AAC4AA\
    BvAAAoAgAAQgAAiwAA0wAA/w4A/20//7yI/+/P//7/wuj/eq//Mlz/AAD/AADGAAB9AAA1AAAA
    """,
  "gist_earth": """
    AAAAAAArAQA4AQBDAgBOAwBYAwBjBABuBQJzBQR0BgZ0Bwl0Bwt0CA10CRB1CRJ1ChR1CxZ1Cxl1DBt1DR12DSB2DiJ2DyR\
    2Dyd2ECl3ESt3ES13EjB3EzJ3EzR3FDZ4FTh4FTp4Fjx4Fz54F0B5GEJ5GUV5GUd5Gkl5G0t5G016HE96HVF6HVN6HlR6H1\
    Z7H1h7IFp7IVx7IV57ImB7I2F8I2N8JGV8JWZ8JWh8Jml9J2t9J219KG59KXB9KXF9KnN+K3R+K3Z+LHh+LXl+LXt/Lnx/L\
    35/L39/MIB+MIF9MYF7MYJ6MoJ5MoN4M4R3M4R1NIV0NIVzNYZyNYZwNodvNohuN4htN4lsOIlqOIppOIpoOYtnOYxlOoxk\
    Oo1jO41iO45hPI5fPI9ePZBdPZBcPpFaPpFZP5JYP5NXQJNVQJRUQJRTQZVSQZVRQpZPQpdOQ5dNQ5hMRJhKRJlJRZlIR5p\
    HSZtGS5tGTpxHUJxHUp1IVJ1IV55JWZ9KW59KXaBLX6BLYqFMZKFNZqJNaKNOa6NObaNPb6RPcaRQc6VRdqVReKZSeaZSe6\
    dSfadSfqdTgKhTgqhTg6lUhalUh6pUiKpViqtVjKtVjatWj6xWkaxWkq1XlK1Xlq5Xl65Yma5Ymq9YnK9YnrBZn7BZobFZo\
    7FapLJaprJaqLJbqbNbq7NbrbRcrrRcsLVcsrVds7VdtbZdtrZet7Vet7VeuLRfuLNfubJfubFfubBguq9guq9gu65hu61h\
    vKxhvKtivKpivalivaljvqhjvqdjvqZkv6Vkv6RkwKNlwKNnwaNpwqNsw6RuxaRxxqVzx6Z2yKZ4yad7yqh9y6l/zKqCzqu\
    Ez6yH0K2J0a2M0q6O06+R1LCT1bGW1rKY2LOa2bWd2raf27ei3Lmk3bqn3ryp372s4b+v4sGy48O15MW45ce75sm+58vB6M\
    3E6c/H69HK7NPN7dXQ7tfT79nW8NzZ8d7c8uDf9OPi9ebl9uno9+zr+O/u+fLx+vX0+/j3/fr6
    """,
  "gist_gray": """
    AAAAAQEBAgICAwMDBAQEBQUFBgYGBwcHCAgICQkJCgoKCwsLDAwMDQ0NDg4ODw8PEBAQEREREhISExMTFBQUFRUVFhYWFxc\
    XGBgYGRkZGhoaGxsbHBwcHR0dHh4eHx8fICAgICAgIiIiIyMjJCQkJCQkJiYmJycnKCgoKCgoKioqKysrLCwsLCwsLi4uLy\
    8vMDAwMDAwMjIyMzMzNDQ0NDQ0NjY2Nzc3ODg4ODg4Ojo6Ozs7PDw8PDw8Pj4+Pz8/QEBAQUFBQUFBQ0NDRERERUVFRkZGR\
    0dHSEhISUlJSUlJS0tLTExMTU1NTk5OT09PUFBQUVFRUVFRU1NTVFRUVVVVVlZWV1dXWFhYWVlZWVlZW1tbXFxcXV1dXl5e\
    X19fYGBgYWFhYWFhY2NjZGRkZWVlZmZmZ2dnaGhoaWlpaWlpa2trbGxsbW1tbm5ub29vcHBwcXFxcXFxc3NzdHR0dXV1dnZ\
    2d3d3eHh4eXl5eXl5e3t7fHx8fX19fn5+f39/gICAgYGBgoKCg4ODg4ODhYWFhoaGh4eHiIiIiYmJioqKi4uLjIyMjY2Njo\
    6Oj4+PkJCQkZGRkpKSk5OTk5OTlZWVlpaWl5eXmJiYmZmZmpqam5ubnJycnZ2dnp6en5+foKCgoaGhoqKio6Ojo6OjpaWlp\
    qamp6enqKioqampqqqqq6urrKysra2trq6ur6+vsLCwsbGxsrKys7Ozs7OztbW1tra2t7e3uLi4ubm5urq6u7u7vLy8vb29\
    vr6+v7+/wMDAwcHBwsLCw8PDw8PDxcXFxsbGx8fHyMjIycnJysrKy8vLzMzMzc3Nzs7Oz8/P0NDQ0dHR0tLS09PT09PT1dX\
    V1tbW19fX2NjY2dnZ2tra29vb3Nzc3d3d3t7e39/f4ODg4eHh4uLi4+Pj4+Pj5eXl5ubm5+fn6Ojo6enp6urq6+vr7Ozs7e\
    3t7u7u7+/v8PDw8fHx8vLy8/Pz8/Pz9fX19vb29/f3+Pj4+fn5+vr6+/v7/Pz8/f39/v7+////
    """,
  "gist_heat": """
    AAAAAQAAAwAABAAABgAABwAACQAACgAADAAADQAADwAAEAAAEgAAEwAAFQAAFgAAGAAAGQAAGwAAHAAAHgAAHwAAIAAAIgA\
    AJAAAJQAAJwAAKAAAKgAAKwAALAAALgAAMAAAMQAAMwAANAAANgAANwAAOAAAOgAAPAAAPQAAPwAAQAAAQQAAQwAARQAARg\
    AASAAASQAASwAATAAATgAATwAAUQAAUgAAVAAAVQAAVwAAWAAAWQAAWwAAXQAAXgAAYAAAYQAAYgAAZAAAZgAAZwAAaQAAa\
    gAAbAAAbQAAbgAAcAAAcQAAcwAAdQAAdgAAeAAAeQAAegAAfAAAfgAAfwAAgQAAggAAgwAAhQAAhgAAiAAAigAAiwAAjQAA\
    jgAAkAAAkQAAkwAAlAAAlgAAlwAAmQAAmgAAnAAAnQAAnwAAoAAAogAAowAApQAApgAAqAAAqQAAqwAArAAArgAArwAAsQA\
    AsgAAswAAtQAAtgAAuAAAugAAuwAAvQAAvgAAwAAAwQIAwwQAxAYAxQgAxwsAyQ0Ayg8AzBAAzRIAzxQA0BYA0hkA0xsA1R\
    0A1h8A2CAA2SIA2yQA3CYA3SgA3ysA4S0A4i8A4zAA5TIA5jQA6DYA6jkA6zsA7T0A7j8A8EEA8UIA80QA9EYA9UgA90sA+\
    U0A+k8A/FEA/VIA/1QA/1YA/1kA/1sA/10A/18A/2EA/2IA/2QA/2YA/2gA/2sA/20A/28A/3EA/3IA/3QA/3YA/3kA/3sA\
    /30A/38A/4EC/4MG/4QK/4YO/4gS/4sX/40b/48f/5Ei/5Mm/5Qq/5Yu/5kz/5s3/507/58//6FC/6NG/6RK/6ZO/6hS/6t\
    X/61b/69f/7Fi/7Nm/7Rq/7Zu/7lz/7t3/717/79//8GD/8OG/8SK/8aO/8iS/8uX/82b/8+f/9Gj/9Om/9Sq/9au/9mz/9\
    u3/927/9+//+HD/+PG/+TK/+bO/+jS/+vX/+3b/+/f//Hj//Pm//Tq//bu//nz//v3//37////
    """,
  "gist_ncar": """
    AACAAAd2AA5tABVjAB1aACRQACtHADM+ADo0AEErAEghAFAYAFcPAF4FAFgWAFEmAEo3AENIAD1YADZpAC95ACiKACGbABu\
    rABS8AA3NAAbdAADuAA7/ABz/ACr/ADj/AEb/AFT/AGL/AHD/AH//AI3/AJv/AKn/ALf/AMD/AMX/AMr/AM7/ANL/ANf/AN\
    v/AOD/AOT/AOj/AO3/APH+APb4APrxAP7rAP7kAP7eAP3XAP3RAPzKAPzDAPu9APu2APqwAPqpAPqjAPqcAPqSAPqHAPp9A\
    PpyAPtoAPtdAPxTAPxJAPw+AP00AP0pAP4fBv4UDP4KE/sAGfcAH/MAJu8ALOwAMugAOeQAP+AARt0ATNkAUtUAWdEAX84A\
    ZdEAZ9QAadcAa9sAbd4Ab+EAceQAc+gAdesAd+4AefEAe/UAffgDf/sHhP4LiP8Pjf8Tkf8Xlv8bmv8fn/8jpP8nqP8rrf8\
    vsf8ztv83uv87v/83w/8zyP8vzP8r0f8n1v8j2v8f3/8b4/8X6P8T7P8P8f8L9fwH+voD//cA//UA//IA//AA/+0A/+sA/+\
    gA/+YA/+MA/+EA/94A/9wA/9oA/9cB/9UC/9ID/9AE/80F/8sG/8gH/8YI/8MJ/8EK/74L/7wM/7kN/7EN/6kM/6EL/5kK/\
    5EJ/4gI/4AH/3gG/3AF/2gE/18D/1cC/08B/0cA/0IA/z0A/zkA/zQA/y8A/yoA/yYA/yEA/xwA/xcA/xMA/w4A/wkA/wQR\
    /wAj/wA1/wBG/wBY/wBq/wB7/wCN/wCf/wCx/wDC/wDU/wDm/wD4+AP78Qb/6gr/4w3/3BH/1RT/zhj/xxv/wR7/uiL/syX\
    /rCn/pSz+njL9pDj8qj77sET6tkr4vFD3wlb2x1z1zWH002fy2W3x33Pw5Xnv63/u7ITu7Ijv7Y3w7pLw75bx75vx8J/y8a\
    Tz8anz8q3087L09Lf19Lv29cD29sX39sn39874+NL5+df5+dz6+uD6++X7++r8/O78/fP9/vf+
    """,
  "gist_rainbow": """
    /wAo/wAj/wAe/wAY/wAT/wAO/wAI/wAD/wEA/wcA/wwA/xIA/xcA/xwA/yIA/ycA/y0A/zIA/zcA/z0A/0IA/0gA/00A/1I\
    A/1gA/10A/2MA/2gA/24A/3MA/3gA/34A/4MA/4kA/44A/5MA/5kA/54A/6QA/6kA/64A/7QA/7kA/78A/8QA/8kA/88A/9\
    QA/9oA/98A/+QA/+oA/+8A//UA//oA/v8A+P8A8/8A7f8A6P8A4/8A3f8A2P8A0v8Azf8Ax/8Awv8Avf8At/8Asv8ArP8Ap\
    /8Aov8AnP8Al/8Akf8AjP8Ah/8Agf8AfP8Adv8Acf8AbP8AZv8AYf8AW/8AVv8AUf8AS/8ARv8AQP8AO/8ANv8AMP8AK/8A\
    Jf8AIP8AG/8AFf8AEP8ACv8ABf8AAP8AAP8FAP8KAP8QAP8VAP8aAP8gAP8lAP8rAP8wAP81AP87AP9AAP9FAP9LAP9QAP9\
    WAP9bAP9gAP9mAP9rAP9wAP92AP97AP+BAP+GAP+LAP+RAP+WAP+bAP+hAP+mAP+sAP+xAP+2AP+8AP/BAP/GAP/MAP/RAP\
    /XAP/cAP/hAP/nAP/sAP/xAP/3AP/8APv/APb/APH/AOv/AOb/AOD/ANv/ANX/AND/AMr/AMX/AMD/ALr/ALX/AK//AKr/A\
    KT/AJ//AJr/AJT/AI//AIn/AIT/AH7/AHn/AHT/AG7/AGn/AGP/AF7/AFj/AFP/AE3/AEj/AEP/AD3/ADj/ADL/AC3/ACf/\
    ACL/AB3/ABf/ABL/AAz/AAf/AAH/AwD/CAD/DgD/EwD/GQD/HgD/JAD/KQD/LwD/NAD/OQD/PwD/RAD/SgD/TwD/VQD/WgD\
    /XwD/ZQD/agD/cAD/dQD/ewD/gAD/hQD/iwD/kAD/lgD/mwD/oQD/pgD/rAD/sQD/tgD/vAD/wQD/xwD/zAD/0gD/1wD/3A\
    D/4gD/5wD/7QD/8gD/+AD//QD//wD7/wD1/wDw/wDq/wDl/wDf/wDa/wDU/wDP/wDK/wDE/wC/
    """,
  "gist_stern": """
    AAAAEgECJAIENgMGSQQIWwUKbQYMfwcOkggQpAkStgoUyQsW2wwY7Q0a/g4c+Q8e9BAg7xEi6hIk5RMm4BQo2xUq1hYs0Rc\
    uzBgwxxkywho0vRs2uBw4tB06rx48qh8+pSBAoCBBmyJEliNGkSRIjCRJhyZMgidOfShQeChRcypUbitWaSxYZCxZXy5cWi\
    9eVTBgUDBhSzJkRjNmQTRoPDRpNzZsMjduLThwKDhxIzp0Hjt2GTx4FDx5Dz58Cj9+QECAQUGCQUGDQ0OGRESIRUWKRkaMR\
    0eOSEiQSUmSSUmTS0uWTEyYTU2aTk6cT0+eUFCgUVGiUVGjU1OmVFSoVVWqVlasV1euWFiwWVmyWVmzW1u2XFy4XV26Xl68\
    X1++YGDAYWHCYWHDY2PGZGTIZWXKZmbMZ2fOaGjQaWnSaWnTa2vWbGzYbW3abm7cb2/ecHDgcXHicXHjc3PmdHTodXXqdnb\
    sd3fueHjweXnyeXnze3v2fHz4fX36fn78f3/+gID8gYH4goL0g4Pwg4PrhIXnhobjh4ffiIjaiYnWiorSi4vOjIzJjY3Fjo\
    7Bj4+9kJC4kZG0kpKwk5Osk5OnlZWjlpafl5eamJiWmZmSmpqOm5uJnJyFnZ2Bnp59n594oKB0oaFwoqJso6Nno6NjpaVfp\
    qZbp6dWqKhSqalOqqpKq6tFrKxBra09rq45r680sLAwsbEssrIos7Mjs7MftbUbtrYXt7cSuLgOubkKuroGu7sBvLwCvb0F\
    vr4Jv78NwMARwcEVwsIYw8Mcw8MgxMUkxcYnx8cryMgvyckzyso3y8s6y8w+zc1Czs5Gz89J0NBN0dFR0tJV09NY09Nc1dV\
    g1tZk19do2Nhr2dlv2tpz29t33Nx63d1+3t6C39+G4OCK4eGN4uKR4+OV4+OZ5eWc5uag5+ek6Oio6emr6uqv6+uz7Oy37e\
    277u6+7+/C8PDG8fHK8vLN8/PR8/PV9PXZ9fbd9/fg+Pjk+fno+vrs+/vv+/zz/f33/v77////
    """,
  "GnBu": """
    9/zw9vvv9fvu9Pvu9Prt8/rs8vrs8frr8fnq8Pnq7/np7/jo7vjo7fjn7Pjm7Pfm6/fl6vfk6vbk6fbj6Pbi5/bi5/Xh5vX\
    g5fXg5PTf5PTe4/Te4vTd4vPc4fPc4PPb3/La3/La3vLZ3vLY3fHY3PHX3PHW2/HW2vDV2vDU2fDU2fDT2O/S1+/R1+/R1u\
    /Q1e7P1e7P1O7O1O7N0+3N0u3M0u3L0e3L0OzK0OzJz+zIzuzIzuvHzevGzevGzOvFy+rEyurEyerDyOnDx+nCxujCxOjBw\
    +fBwufAwebAwOa/v+a/vuW+veW+u+S9uuS9ueO8uOO8t+K7tuK7teK6tOG6suG5seC5sOC4r9+4rt+3rd+3rN62qt62qd21\
    qN21p9y1pty1pNu2o9u2odq3oNq3n9m4ndm4nNi4mti5mde5l9a6lta6ldW7k9W7ktS8kNS8j9O9jtO9jNK+i9K+idG/iNG\
    /h9DAhdDAhM/Ags7Bgc7Bf83Cfs3CfczDe8zDesvEeMrEd8rFdsnFdMjGc8fGccbHcMbHb8XIbcTIbMPIasLJacLJZ8HKZs\
    DKZb/LY7/LYr7MYL3MX7zNXrvNXLvOW7rOWbnPWLjPV7jQVbfQVLbQUrXRUbTRT7TSTrPSTbLSTLHRS6/RSq7QSK3PR6zPR\
    qrORanNRKjNQ6fMQqbLQaTLQKPKP6LKPaHJPJ/IO57IOp3HOZzGOJrGN5nFNpjENZfENJbDMpTCMZPCMJLBL5HALo/ALY6/\
    LI2+K4y+Kou9KYq9J4i8Joe7JYa7JIW6I4S6IoO5IYK5IIC4H3+3Hn63HX22G3y2Gnu1GXq1GHm0F3ezFnazFXWyFHSyE3O\
    xEnKxEHGwD3CwDm6vDW2uDGyuC2utCmqtCWmsCGisCGaqCGWpCGSoCGOmCGGlCGCkCF+iCF6hCFygCFueCFqdCFmbCFeaCF\
    aZCFWXCFSWCFKVCFGTCFCSCE+RCE2PCEyOCEuNCEqLCEiKCEeJCEaHCEWGCEOFCEKDCEGCCECB
    """,
  "gnuplot": """
    AAAADwAGFgAMGwASHwAZIwAfJwAlKgArLQAxLwA4MgA+NABENwBKOQBQOwBWPQBcPwBhQQBnQwBtRQBzRwB4SQB+SgCDTAC\
    ITgCOTwCTUQCYUgCdVACiVQCnVwCrWACwWgC0WwC5XQC9XgDBXwDFYQDJYgDNYwDRZADUZgHXZwHbaAHeaQHhawHkbAHmbQ\
    HpbgHsbwHucAHwcgLycwL0dAL2dQL3dgL5dwL6eAL7eQP8egP9ewP9fAP+fQP+fgP+fwT+gAT+gQT+ggT+gwT9hAX8hQX7h\
    gX6hwX5iAX4iQb2igb1iwbzjAfxjQfvjQftjgfqjwjokAjlkQjikgnfkwnclAnZlArWlQrSlgrPlwvLmAvHmQvDmQy/mgy7\
    mw23nA2ynQ6ung6png6knw+foA+aoRCVohCQohGLoxGGpBKApRJ7pRN1phNwpxRqqBVkqBVfqRZZqhZTqxdNqxhHrBhBrRk\
    7rhk1rhourxsosBsisRwcsR0Vsh4Psx4Jsx8DtCAAtSEAtiEAtiIAtyMAuCQAuCUAuSUAuiYAuicAuygAvCkAvCoAvSsAvi\
    wAviwAvy0AwC4AwC8AwTAAwjEAwjIAwzMAxDQAxDYAxTcAxjgAxjkAxzoAyDsAyDwAyT0AyT4AykAAy0EAy0IAzEMAzUUAz\
    UYAzkcAzkgAz0oA0EsA0EwA0U4A0k8A0lEA01IA01MA1FUA1VYA1VgA1lkA1lsA11wA2F4A2F8A2WEA2WIA2mQA2mYA22cA\
    3GkA3GsA3WwA3W4A3nAA3nIA33MA4HUA4HcA4XkA4XsA4nwA4n4A44AA5IIA5IQA5YYA5YgA5ooA5owA544A55AA6JIA6ZQ\
    A6ZYA6pgA6poA650A658A7KEA7KMA7aUA7agA7qoA7qwA768A8LEA8LMA8bYA8bgA8rsA8r0A88AA88IA9MUA9McA9coA9c\
    wA9s8A9tEA99QA99cA+NkA+NwA+d8A+eIA+uQA+ucA++oA++0A/PAA/PMA/fYA/fkA/vwA//8A
    """,
  "gnuplot2": """
    AAAAAAAEAAAIAAAMAAAQAAAUAAAYAAAcAAAgAAAkAAAoAAAsAAAwAAA0AAA4AAA8AABAAABEAABIAABMAABQAABUAABYAAB\
    cAABgAABkAABoAABsAABwAAB0AAB4AAB8AACAAACDAACIAACMAACQAACTAACYAACcAACgAACjAACoAACsAACwAACzAAC4AA\
    C8AADAAADDAADIAADMAADQAADTAADYAADcAADgAADjAADoAADsAADwAADzAAD4AAD8AAD/AwD/BwD/CgD/DQD/EAD/EwD/F\
    gD/GQD/HAD/IAD/IwD/JgD/KQD/LAD/LwD/MgD/NQD/OQD/PAD/PwD/QgD/RQD/SAD/SwD/TgD/UgD/VQD/WAD/WwD/XgD/\
    YQD/ZAD/ZwD/awD/bgD/cQD/dAD/dwD/egD/fQD/gAD/hAD/hwD/igH9jQP7kAX5kwf3lgn1mQvznQ3xoA/voxHtphPrqRX\
    prBfnrxnlshvjth3huR/fvCHdvyPbwiXZxSfXyCnVyyvTzy3R0i/P1THN2DPL2zXJ3jfH4TnF5DvD6D3B6z+/7kG98UO79E\
    W590e3+km1/Uuz/02x/0+v/1Gt/1Or/1Wp/1en/1ml/1uj/12h/1+f/2Gd/2Ob/2WZ/2eX/2mV/2uT/22R/2+P/3GN/3OL/\
    3WJ/3eH/3mF/3uD/32B/39//4F9/4N7/4V5/4d3/4l1/4tz/41x/49v/5Ft/5Nr/5Vp/5dn/5ll/5tj/51h/59f/6Fd/6Nb\
    /6VZ/6dX/6lV/6tT/61R/69P/7FN/7NL/7VJ/7dH/7lF/7tD/71B/78//8E9/8M7/8U5/8c3/8k1/8sz/80x/88v/9Et/9M\
    r/9Up/9cn/9kl/9sj/90h/98f/+Ed/+Mb/+UZ/+cX/+kV/+sT/+0R/+8P//EN//ML//UJ//cH//kF//sD//0B//8E//8R//\
    8d//8q//82//9D//9P//9c//9o//91//+C//+O//+a//+n//+z///A///M///Z///m///y////
    """,
  "Grays": """
    /////v7+/v7+/f39/f39/Pz8/Pz8+/v7+/v7+vr6+vr6+fn5+fn5+Pj4+Pj49/f39/f39/f39vb29vb29fX19fX19PT09PT\
    08/Pz8/Pz8vLy8vLy8fHx8fHx8PDw8PDw7+/v7+/v7u7u7e3t7e3t7Ozs6+vr6urq6urq6enp6Ojo5+fn5+fn5ubm5eXl5e\
    Xl5OTk4+Pj4uLi4uLi4eHh4ODg4ODg39/f3t7e3d3d3d3d3Nzc29vb2tra2tra2dnZ2NjY19fX19fX1tbW1dXV1NTU09PT0\
    tLS0dHR0NDQz8/Pz8/Pzs7Ozc3NzMzMy8vLysrKycnJyMjIyMjIx8fHxsbGxcXFxMTEw8PDwsLCwcHBwcHBwMDAv7+/vr6+\
    vb29vLy8u7u7urq6uLi4t7e3tra2tbW1s7OzsrKysbGxsLCwr6+vra2trKysq6urqqqqqKiop6enpqampaWlpKSkoqKioaG\
    hoKCgn5+fnZ2dnJycm5ubmpqamZmZl5eXlpaWlZWVlJSUk5OTkpKSkZGRj4+Pjo6OjY2NjIyMi4uLioqKiYmJiIiIh4eHho\
    aGhISEg4ODgoKCgYGBgICAf39/fn5+fX19fHx8e3t7enp6eHh4d3d3dnZ2dXV1dHR0c3NzcnJycXFxcHBwb29vbm5ubW1tb\
    Gxsa2trampqaWlpaGhoZmZmZWVlZGRkY2NjYmJiYWFhYGBgX19fXl5eXV1dXFxcW1tbWlpaWVlZWFhYV1dXVlZWVVVVVFRU\
    U1NTUlJSUFBQT09PTk5OTExMS0tLSUlJSEhIR0dHRUVFREREQkJCQUFBQEBAPj4+PT09Ozs7Ojo6ODg4Nzc3NjY2NDQ0MzM\
    zMTExMDAwLy8vLS0tLCwsKioqKSkpKCgoJiYmJSUlIyMjIiIiISEhICAgHx8fHh4eHR0dGxsbGhoaGRkZGBgYFxcXFhYWFB\
    QUExMTEhISEREREBAQDw8PDQ0NDAwMCwsLCgoKCQkJCAgIBgYGBQUFBAQEAwMDAgICAQEBAAAA
    """,
  "Greens": """
    9/z19vv09fvz9fvz9Pvy9Prx8/rx8/rw8vrv8frv8fnu8Pnt8Pnt7/ns7/jr7vjr7fjq7fjp7Pjp7Pfo6/fn6/fn6vfm6vb\
    l6fbl6Pbk6Pbj5/bj5/Xi5vXh5vXh5fXg5PTf4/Te4/Td4vPc4fPb4PPa3/LZ3vLY3fHX3PHW2/HV2vDU2fDT2PDS1+/R1u\
    /Q1e7P1O7O0+7N0+3M0u3L0e3K0OzJz+zIzuvHzevGzOvFy+rEyurDyerCyOnBx+nAxui/xei+xOe9w+e8wea7wOa5v+W4v\
    uW3veS2u+S1uuO0ueOyuOKxt+KwtuGvtOGus+CtsuCrsd+qsN+prt6ord6nrN2mq92lqtyjqNyip9uhptugpdqfpNqeotmc\
    odmboNian9iZndeYnNaXmtaVmdWUmNSTltSSldORk9KQktKOkNGNj9CMjtCLjM+Ki86Jic6HiM2Gh8yFhcyEhMuDgsqCgcq\
    BgMl/fsh+fch9e8d8esZ7eMZ6d8V4dsR3dMR2c8N1ccJ0cMJ0bsFzbMBya79xab5waL5wZr1vZLxuY7ttYbpsYLpsXrlrXL\
    hqW7dpWbdpWLZoVrVnVLRmU7NlUbNlULJkTrFjTLBiS7BhSa9hSK5gRq1fRKxeQ6xeQatdQKpcP6lbPqhbPadaPKZZO6VYO\
    qRYOaNXOKJWN6FVN6BVNp9UNZ5TNJ1SM5xRMptRMZpQMJlPL5hOLpdOLZZNLJVMK5RLKpNLKZJKKJFJJ5BIJ49IJo5HJY1G\
    JIxFI4tFIopEIYlDH4hCHodCHYZBHIVAG4Q/GoM+GYI+GIE9F4A8Fn87FX46E346En05EXw4EHs3D3o3Dnk2DXg1DHc0C3Y\
    zCnUzCHQyB3MxBnIwBXEwBHAvA28uAm8tAW4sAG0sAGsrAGorAGkqAGgpAGYpAGUoAGQoAGInAGEnAGAmAF8mAF0lAFwlAF\
    skAFkkAFgjAFcjAFYiAFQhAFMhAFIgAFAgAE8fAE4fAE0eAEseAEodAEkdAEccAEYcAEUbAEQb
    """,
  "hot": """
    CgAADQAADwAAEgAAFQAAFwAAGgAAHAAAHwAAIgAAJAAAJwAAKgAALAAALwAAMQAANAAANwAAOQAAPAAAPwAAQQAARAAARgA\
    ASQAATAAATgAAUQAAVAAAVgAAWQAAWwAAXgAAYQAAYwAAZgAAaQAAawAAbgAAcAAAcwAAdgAAeAAAewAAfgAAgAAAgwAAhQ\
    AAiAAAiwAAjQAAkAAAkwAAlQAAmAAAmgAAnQAAoAAAogAApQAAqAAAqgAArQAArwAAsgAAtQAAtwAAugAAvQAAvwAAwgAAx\
    AAAxwAAygAAzAAAzwAA0gAA1AAA1wAA2QAA3AAA3wAA4QAA5AAA5wAA6QAA7AAA7gAA8QAA9AAA9gAA+QAA/AAA/gAA/wIA\
    /wUA/wcA/woA/wwA/w8A/xIA/xQA/xcA/xoA/xwA/x8A/yEA/yQA/ycA/ykA/ywA/y8A/zEA/zQA/zYA/zkA/zwA/z4A/0E\
    A/0QA/0YA/0kA/0sA/04A/1EA/1MA/1YA/1kA/1sA/14A/2AA/2MA/2YA/2gA/2sA/24A/3AA/3MA/3UA/3gA/3sA/30A/4\
    AA/4MA/4UA/4gA/4oA/40A/5AA/5IA/5UA/5cA/5oA/50A/58A/6IA/6UA/6cA/6oA/6wA/68A/7IA/7QA/7cA/7oA/7wA/\
    78A/8EA/8QA/8cA/8kA/8wA/88A/9EA/9QA/9YA/9kA/9wA/94A/+EA/+QA/+YA/+kA/+sA/+4A//EA//MA//YA//kA//sA\
    //4A//8C//8G//8K//8O//8S//8W//8a//8e//8i//8m//8q//8u//8y//82//86//8+//9B//9F//9J//9N//9R//9V//9\
    Z//9d//9h//9l//9p//9t//9x//91//95//99//+A//+E//+I//+M//+Q//+U//+Y//+c//+g//+k//+o//+s//+w//+0//\
    +4//+8//+////D///H///L///P///T///X///b///f///j///n///r///v///z///3///7////
    """,
  "hsv": """
    /wAA/wUA/wsA/xEA/xcA/x0A/yMA/ykA/y8A/zUA/zsA/0AA/0YA/0wA/1IA/1gA/14A/2QA/2oA/3AA/3YA/3wA/4EA/4c\
    A/40A/5MA/5kA/58A/6UA/6sA/7EA/7cA/70A/8IA/8gA/84A/9QA/9oA/+AA/+YA/+wA/fEA+/UA+vkA+PwA9P8A7v8A6P\
    8A4v8A3P8A1v8A0P8Ayv8AxP8Av/8Auf8As/8Arf8Ap/8Aof8Am/8Alf8Aj/8Aif8Ag/8Afv8AeP8Acv8AbP8AZv8AYP8AW\
    v8AVP8ATv8ASP8AQ/8APf8AN/8AMf8AK/8AJf8AH/8AGf8AE/8ADf8AB/8ABf8DBP8HAv8LAP8PAP8VAP8bAP8hAP8nAP8t\
    AP8zAP85AP8+AP9EAP9KAP9QAP9WAP9cAP9iAP9oAP9uAP90AP95AP9/AP+FAP+LAP+RAP+XAP+dAP+jAP+pAP+vAP+1AP+\
    6AP/AAP/GAP/MAP/SAP/YAP/eAP/kAP/qAP/wAP/1AP/7APz/APb/APD/AOr/AOT/AN7/ANj/ANL/AMz/AMf/AMH/ALv/AL\
    X/AK//AKn/AKP/AJ3/AJf/AJH/AIv/AIb/AID/AHr/AHT/AG7/AGj/AGL/AFz/AFb/AFD/AEv/AEX/AD//ADn/ADP/AC3/A\
    Cf/ACH/ABv/ABX/AA//AQz/Awj/BQT/BwD/DQD/EwD/GQD/HwD/JQD/KwD/MQD/NgD/PAD/QgD/SAD/TgD/VAD/WgD/YAD/\
    ZgD/bAD/cQD/dwD/fQD/gwD/iQD/jwD/lQD/mwD/oQD/pwD/rQD/sgD/uAD/vgD/xAD/ygD/0AD/1gD/3AD/4gD/6AD/7gD\
    /8wD/9wD9+QD5+wD1/QDx/wDs/wDm/wDg/wDa/wDU/wDP/wDJ/wDD/wC9/wC3/wCx/wCr/wCl/wCf/wCZ/wCT/wCO/wCI/w\
    CC/wB8/wB2/wBw/wBq/wBk/wBe/wBY/wBS/wBN/wBH/wBB/wA7/wA1/wAv/wAp/wAj/wAd/wAX
    """,
  "inferno": """
    AAADAAAEAAAGAQAHAQEJAQELAgEOAgIQAwISBAMUBAMWBQQYBgQbBwUdCAYfCQYhCgcjCwcmDQgoDggqDwktEAkvEgoyEwo\
    0FAs2Fgs5Fws7GQs+GgtAHAxDHQxFHwxHIAxKIgtMJAtOJgtQJwtSKQtUKwpWLQpYLgpaMApcMgldNAlfNQlgNwlhOQliOw\
    lkPAllPglmQAlmQQlnQwpoRQppRgppSAtqSgtqSwxrTQxrTw1sUA1sUg5sUw5tVQ9tVw9tWBBtWhFtWxFuXRJuXxJuYBNuY\
    hRuYxRuZRVuZhVuaBZuahduaxdubRhubhhucBluchltcxptdRttdhtteBxtehxtex1sfR1sfh5sgB9rgR9rgyBrhSBqhiFq\
    iCFqiSJpiyJpjSNpjiRokCRokSVnkyVnlSZmliZmmCdlmShkmyhknCljniljoCpioSthoythpCxgpixfpy1fqS5eqy5drC9\
    crjBbrzFbsTFasjJZtDNYtTNXtzRWuDVWujZVuzdUvTdTvjhSvzlRwTpQwjtPxDxOxT1Nxz5MyD5LyT9Ky0BJzEFIzUJHz0\
    RG0EVE0UZD0kdC1EhB1UlA1ko/10s+2U092k4720863FA53VI43lM331Q24FY04lcz41gy5Fox5Vsw5lwu5l4t518s6GEr6\
    WIq6mQo62Un7Gcm7Wgl7Woj7mwi720h8G8f8HAe8XId8nQc8nUa83cZ83kY9HoW9XwV9X4U9oAS9oER94MQ94UO+IcN+IgM\
    +IoL+YwJ+Y4I+ZAI+pEH+pMG+pUG+pcG+5kG+5sG+50G+54H+6AH+6II+6QK+6YL+6gN+6oO+6wQ+64S+7AU+7EW+7MY+7U\
    a+7cc+7ke+rsh+r0j+r8l+sEo+cMq+cUs+ccv+Mkx+Ms0+M03988699E89tM/9tVC9ddF9dlI9NtL9NxP895S8+BW8+JZ8u\
    Rd8uZg8ehk8elo8ets8e1w8e508fB58fJ98vOB8vSF8/aJ9PeN9fiR9vqV9/uZ+fyd+v2g/P6k
    """,
  "jet": """
    AAB/AACEAACIAACNAACRAACWAACaAACfAACjAACoAACsAACxAAC2AAC6AAC/AADDAADIAADMAADRAADVAADaAADeAADjAAD\
    oAADsAADxAAD1AAD6AAD+AAD/AAD/AAD/AAD/AAT/AAj/AAz/ABD/ABT/ABj/ABz/ACD/ACT/ACj/ACz/ADD/ADT/ADj/AD\
    z/AED/AET/AEj/AEz/AFD/AFT/AFj/AFz/AGD/AGT/AGj/AGz/AHD/AHT/AHj/AHz/AID/AIT/AIj/AIz/AJD/AJT/AJj/A\
    Jz/AKD/AKT/AKj/AKz/ALD/ALT/ALj/ALz/AMD/AMT/AMj/AMz/AND/ANT/ANj/ANz+AOD6AOT3Auj0BezxCPDtDPTqD/jn\
    EvzkFf/hGP/dHP/aH//XIv/UJf/QKf/NLP/KL//HMv/DNv/AOf+9PP+6P/+3Qv+zRv+wSf+tTP+qT/+mU/+jVv+gWf+dXP+\
    aX/+WY/+TZv+Qaf+NbP+JcP+Gc/+Ddv+Aef99fP95gP92g/9zhv9wif9sjf9pkP9mk/9jlv9fmv9cnf9ZoP9Wo/9Tpv9Pqv\
    9Mrf9JsP9Gs/9Ct/8/uv88vf85wP82w/8yx/8vyv8szf8p0P8l1P8i1/8f2v8c3f8Y4P8V5P8S5/8P6v8M7f8I8fwF9PgC9\
    /QA+vAA/u0A/+kA/+UA/+IA/94A/9oA/9cA/9MA/88A/8sA/8gA/8QA/8AA/70A/7kA/7UA/7EA/64A/6oA/6YA/6MA/58A\
    /5sA/5gA/5QA/5AA/4wA/4kA/4UA/4EA/34A/3oA/3YA/3MA/28A/2sA/2cA/2QA/2AA/1wA/1kA/1UA/1EA/00A/0oA/0Y\
    A/0IA/z8A/zsA/zcA/zQA/zAA/ywA/ygA/yUA/yEA/x0A/xoA/xYA/hIA+g8A9QsA8QcA7AMA6AAA4wAA3gAA2gAA1QAA0Q\
    AAzAAAyAAAwwAAvwAAugAAtgAAsQAArAAAqAAAowAAnwAAmgAAlgAAkQAAjQAAiAAAhAAAfwAA
    """,
  "magma": """
    AAADAAAEAAAGAQAHAQEJAQELAgINAgIPAwMRBAMTBAQVBQQXBgUZBwUbCAYdCQcfCgciCwgkDAkmDQooDgoqDwssEAwvEQw\
    xEg0zFA01FQ44Fg46Fw88GA8/GhBBGxBEHBBGHhBJHxFLIBFNIhFQIxFSJRFVJhFXKBFZKhFcKxFeLRBgLxBiMBBlMhBnNB\
    BoNQ9qNw9sOQ9uOw9vPA9xPg9yQA9zQg90Qw91RQ92Rw93SBB4ShB5SxB5TRF6TxF7UBJ7UhJ8UxN8VRN9VxR9WBV+WhV+W\
    xZ+XRd+Xhd/YBh/YRh/Yxl/ZRqAZhqAaBuAaRyAaxyAbB2Abh6Bbx6BcR+Bcx+BdCCBdiGBdyGBeSKBeiKBfCOBfiSBfySB\
    gSWBgiWBhCaBhSaBhyeBiSiBiiiBjCmAjSmAjyqAkSqAkiuAlCuAlSyAlyx/mS1/mi1/nC5/ni5+ny9+oS9+ozB+pDB9pjF\
    9pzF9qTJ8qzN8rDN7rjR7sDR7sTV6szV6tTZ5tjZ5uDd4uTd4uzh3vTl3vjl2wDp1wjp1wzt0xTx0xjxzyD1yyj5yyz5xzT\
    9wzkBw0EFv0UJu00Jt1ENt1kRs10Vr2UZq2kdp3Ehp3Ulo3kpn4Etm4Uxm4k1l5E5k5VBj5lFi51Ji6FRh6lVg61Zg7Fhf7\
    Vlf7lte7l1d715d8GBd8WFc8mNc82Vc82db9Ghb9Wpb9Wxb9m5b9nBb93Fb93Nc+HVc+Hdc+Xlc+Xtd+X1d+n9e+oBe+oJf\
    +4Rg+4Zg+4hh+4pi/Ixj/I5j/JBk/JJl/JNm/ZVn/Zdo/Zlp/Ztq/Z1r/Z9s/aFu/aJv/aRw/qZx/qhz/qp0/qx1/q52/q9\
    4/rF5/rN7/rV8/rd9/rl//ruA/ryC/r6D/sCF/sKG/sSI/saJ/seL/smN/suO/c2Q/c+S/dGT/dKV/dSX/daY/dia/dqc/d\
    yd/d2f/d+h/eGj/OOl/OWm/Oao/Oiq/Oqs/Oyu/O6w/PCx/PGz/PO1/PW3+/e5+/m7+/q9+/y/
    """,
  "managua": """
    /89n/c1m/Mtl+8ll+sdk+MVj98Jj9sBi9b9h871h8rtg8blf8Ldf7rVe7bNd7LFd669c6a1b6Ktb56la5qha5aZZ46RY4qJ\
    Y4aBX4J9X351W3ZtV3JlV25hU2pZU2ZRT15JS1pFS1Y9R1I1R04xQ0YpQ0IhPz4dPzoVOzYRNy4JNyoBMyX9MyH1Lx3xLxX\
    pKxHlKw3dJwnVJwHRIv3JIvnFHvW9Hu25Gum1GuWtFuGpFtmhFtWdEtGVEs2RDsWNDsGFCr2BCrV5BrF1Bq1xBqVpAqFlAp\
    1g/pVY/pFU/olQ+oVI+n1E9nlA9nU49m008mUw8mEo8lkk7lUg7k0Y7kkU7kEQ6j0M6jUE6i0A6ij85iD45hz05hTs5gzo5\
    gjk5gDg5fzc4fTY4ezU4ejQ4eDM4dzI5dTE5dDA5cjA5cS85by45bi06bC06ayw6aSs7aCs7Zyo8ZSo8ZCo9Yyk9Yik+YSk\
    /Xyg/XihAXShBXChCWyhDWihEWShFWChGVyhHVilJVilKVSlLVCpMUypOUypPUitRUSxSUSxUUC1VUC5XTy5ZTy9aTjBcTj\
    FeTTJgTTNiTTRjTTVlTDZnTDdpTDhrTDltTDpvSzxxSz1zSz51Sz93S0F5S0J6S0N8S0V+S0aATEiCTEmETEqGTEyITE2KT\
    E+MTVCNTVKPTVORTlWTTlaUTliWT1mYT1uaT1ybUF6dUF+eUGGgUWKiUWSjUmWlUmemU2ioU2qpVGyrVG2sVW+tVXCvVnKw\
    VnOxV3WzV3a0WHi1WHm3WXu4WXy5Wn66W3+8W4G9XIO+XIS/XYbBXofCXonDX4vEX4zFYI7GYY/IYZHJYpPKY5TLY5bMZJj\
    OZJrPZZvQZp3RZp/SZ6DTaKLVaKTWaabXaqjYaqnZa6vabK3bbK/dbbDebrLfbrTgb7bhcLjicLrjcbzlcr3mcr/nc8HodM\
    PpdMXqdcfsdsntdsvud83veM/wedHxedPzetX0e9f1e9n2fNv3fd35fd/6fuH7f+P8f+X9gOf+
    """,
  "nipy_spectral": """
    AAAACQAKEgAVHAAfJQAqLgA1OAA/QQBKSgBVVABfXQBqZgB1cAB/dwCIeACJegCKewCMfACNfgCOfwCQgACRgQCSgwCUhAC\
    VhQCWhwCYggCZdwCbbQCcYgCdVwCfTQCgQgChNwCjLQCkIgClFwCnDQCoAgCpAACtAACxAAC1AAC5AAC9AADBAADFAADJAA\
    DNAADRAADVAADZAADdAAndABLdABzdACXdAC7dADjdAEHdAErdAFTdAF3dAGbdAHDdAHfdAHrdAH3dAH/dAILdAIXdAIfdA\
    IrdAI3dAI/dAJLdAJXdAJfdAJnbAJvXAJzTAJ3PAJ/LAKDHAKHDAKO/AKS7AKW3AKezAKivAKmrAKqoAKqlAKqiAKqgAKqd\
    AKqaAKqXAKqVAKqSAKqPAKqNAKqKAKqHAKh9AKdyAKZnAKRdAKNSAKJHAKA9AJ8yAJ4nAJwdAJsSAJoHAJkAAJwAAJ4AAKE\
    AAKQAAKYAAKkAAKwAAK4AALEAALQAALYAALkAALwAAL4AAMEAAMQAAMYAAMkAAMwAAM8AANEAANQAANcAANkAANwAAN8AAO\
    EAAOQAAOcAAOkAAOwAAO8AAPEAAPQAAPcAAPkAAPwAAP8ADv8AHf8AK/8AOv8ASf8AV/8AZv8Adf8Ag/8Akv8Aof8Ar/8Au\
    /4Av/0Aw/sAx/oAy/kAz/cA0/YA1/UA2/MA3/IA4/EA5+8A6+4A7uwA7+kA8ecA8uQA8+EA9d8A9twA99kA+dcA+tQA+9EA\
    /c8A/swA/8kA/8UA/8EA/70A/7kA/7UA/7EA/60A/6kA/6UA/6EA/50A/5kA/40A/4EA/3UA/2kA/10A/1EA/0UA/zkA/yw\
    A/yAA/xQA/wgA/gAA+wAA+QAA9gAA8wAA8QAA7gAA6wAA6QAA5gAA4wAA4QAA3gAA3AAA2wAA2QAA2AAA1wAA1QAA1AAA0w\
    AA0QAA0AAAzwAAzQAAzAAAzAwMzBsbzCwszDw8zExMzFxczGxszHx8zIyMzJyczKyszLy8zMzM
    """,
  "ocean": """
    AH8AAH4BAHwCAHsDAHkEAHgFAHYGAHUHAHMIAHIJAHAKAG8LAG0MAGwNAGoOAGkPAGcQAGYRAGQSAGMTAGEUAGAVAF4WAF0\
    XAFsYAFkZAFgaAFcbAFUcAFQdAFIeAFEfAE8gAE4gAEwiAEojAEkkAEgkAEYmAEUnAEMoAEIoAEAqAD8rAD0sADwsADouAD\
    gvADcwADYwADQyADIzADE0ADA0AC42ACw3ACs4ACo4ACg6ACc7ACU8ACQ8ACI+ACA/AB9AAB5BABxBABpDABlEABhFABZGA\
    BRHABNIABJJABBJAA9LAA1MAAxNAApOAAhPAAdQAAZRAARRAAJTAAFUAABVAAFWAAJXAARYAAVZAAdZAAhbAApcAAtdAA1e\
    AA9fABBgABFhABNhABVjABZkABhlABlmABtnABxoAB5pAB9pACBrACJsACNtACVuACdvAChwAClxACtxAC1zAC50ADB1ADF\
    2ADJ3ADR4ADV5ADd5ADh7ADp8ADt9AD1+AD9/AECAAEGBAEOCAESDAEaDAEiFAEmGAEuHAEyIAE6JAE+KAFGLAFKMAFSNAF\
    WOAFePAFiQAFmRAFuSAFyTAF6TAGCVAGGWAGKXAGSYAGWZAGeaAGibAGqcAGydAG2eAG+fAHCgAHGhAHOiAHSjAHajAHilA\
    HmmAHunAHyoAH6pAH+qAoGrBYKsCIOtC4WuDoavEYiwFImxF4uyGoyzHY6zIJC1I5G2JpO3KZS4LJW5L5e6Mpi7Npq8OZy9\
    PJ2+P5+/QaDARKLBR6PCSqTDTabDUajFVKnGV6vHWqzIXa7JYK/KYrHLZrLMabTNbLXOb7fPcrjQdbrReLvSe73Tfr7TgcD\
    Vg8HWhsPXicTYjMXZj8faksjblsrcmczdnM3en8/fotDgpNLhp9PiqtTjrdbjsdjltNnmt9vnutzovd7pwN/qw+HrxeLsyO\
    Pty+Xuzubv0ejw1Onx1+vy2uzz3e7z4fD14/H25vP36fT47PX57/f68vj79vr8+fz9/P3+////
    """,
  "okabe_ito": """
    AAAA5p8AVrTpAJ5z8ORCAHKy1V4AzHmn
    """,
  "Oranges": """
    //Xr/vTq/vTp/vPo/vPn/vLm/vLl/vHk/vHj/vDi/vDh/u/g/u/g/u7f/u7e/u3d/u3c/u3b/uza/uzZ/uvY/uvX/urW/ur\
    W/unV/unU/ujT/ujS/ufR/ufQ/ubP/ubO/eXN/eXM/eTL/ePJ/ePI/eLG/eHF/eHE/eDC/d/B/d/A/d6+/d29/dy7/dy6/d\
    u5/dq3/dq2/dm0/diz/diy/dew/dav/dau/dWs/dSr/dOp/dOo/dKn/dGl/dGk/dCj/c+h/c6f/c2e/cyc/cua/cqY/cmX/\
    ciV/ceT/caS/cWQ/cSO/cKM/cGL/cCJ/b+H/b6F/b2E/byC/buA/bp//bl9/bh7/bd5/bZ4/bV2/bR0/bJy/bFx/bBv/a9t\
    /a5s/a1q/axo/atn/apm/alk/ahj/adh/aZg/aVe/aRd/aNb/aJa/aFY/aBX/Z9V/Z5U/Z1S/ZxR/ZpP/ZlO/ZhM/ZdL/ZZ\
    K/ZVI/ZRH/ZNF/ZJE/ZFC/ZBB/Y8//Y4+/Y08/Iw7/Is6/Io4+4k3+4c2+oY0+oUz+oQy+YMx+YIv+YEu+IAt+H4r930q93\
    wp93so9nom9nkl9ngk9XYi9XUh9HQg9HMf9HId83Ec83Ab828Z8m0Y8mwX8WsW8WoU8WkT8GgS72cS72YR7mUQ7WQQ7GMP7\
    GIP62EO6mAO6V8N6V0N6FwM51sL5loL5VkK5VgK5FcJ41YJ4lUI4lQH4VMH4FIG31EG31AF3k8F3U4E3E0D3EwD20sC2koC\
    2UkB2UgB10cB1kcB1EYB00UB0UUBz0QBzkQBzEMBy0MByUIBx0EBxkEBxEABw0ABwT8Bvz8Bvj4CvD0Cuz0CuTwCtzwCtjs\
    CtDsCszoCsToCrzkCrjgCrDgCqzcCqTcCpzYCpjYCpDUDozUDojQDoTQDoDMDnjMDnTIDnDIDmzEDmTEDmDADlzADli8DlS\
    8Dky8Dki4DkS4DkC0Dji0DjSwDjCwDiysDiisDiCoDhyoDhikDhSkDgygDgigDgScDgCcDfycE
    """,
  "OrRd": """
    //fs/vbq/vbp/vXo/vXn/vTm/vTl/vPk/vPi/vLh/vLg/vHf/vHe/vDd/vDc/u/b/u/Z/u/Y/u7X/u7W/u3V/u3U/uzT/uz\
    S/uvQ/uvP/urO/urN/unM/unL/ujK/ujI/efH/efG/ebF/ebD/eXC/eTB/eS//eO+/eK9/eK7/eG6/eG5/eC4/d+2/d+1/d\
    60/d2y/d2x/dyw/dyu/dut/dqs/dqq/dmp/dio/dim/del/dak/dai/dWh/dWg/dSe/dOd/dOc/dKc/dGb/dCa/c+Z/c+Y/\
    c6Y/c2X/cyW/cuV/cuU/cqU/cmT/ciS/ciR/ceQ/caP/cWP/cSO/cSN/cOM/cKL/cGL/cCK/cCJ/b+I/b6H/b2G/b2G/byF\
    /buE/LqD/LmC/LeA/LZ//LR+/LN8/LF7/LB6/K54/K13/Kx2/Kp0/Klz/Kdx/KZw/KRv/KNt/KFs/KBr/J9p/J1o/Jxn/Jp\
    l/Jlk/Jdj/JZh/JRg/JNf/JJd/JBc/I9b/I1Z+4xY+4tY+olX+ohX+odW+YZW+YRV+INV+IJU+IFT939T935S9n1S9nxR9n\
    pR9XlQ9XhQ9HdP9HVP9HRO83NO83JN8nBN8m9M8m5L8W1L8WtK8GpK8GlJ72dJ72ZI72VI7mNH7WJF7WBE7F5D611C6ltA6\
    lk/6Vg+6FY851Q751M65lE55VA35E4240w140sz4kky4Ucx4EYw4EQu30It3kEs3T8q3T0p3Dwo2zon2jgl2jck2TUj2DMh\
    1zIg1zAf1i4e1S0d0ysc0iob0Sga0CcZzyUYziQXzSIWyyEVyh8UyR4TyBwSxxsRxhkQxRgPxBYOwhUNwRMMwBILvxAKvg8\
    JvQ0IvAwHuwoGuQkFuAcEtwYEtgQDtQMCtAEBswAAsQAArwAArgAArAAAqwAAqQAApwAApgAApAAAogAAoQAAnwAAnQAAnA\
    AAmgAAmQAAlwAAlQAAlAAAkgAAkAAAjwAAjQAAjAAAigAAiAAAhwAAhQAAgwAAggAAgAAAfwAA
    """,
  "Paired": """
    ps7jH3i0st+KM6As+5qZ4xoc/b9v/38AyrLWaj2a//+ZsVko
    """,
  "Pastel1": """
    +7Sus83jzOvF3svk/tmm///M5di9/drs8vLy
    """,
  "Pastel2": """
    s+LN/c2sy9Xo9Mrk5vXJ//Ku8eLMzMzM
    """,
  "pink": """
    HgAAIgYGJwwMLBMTMRkZNRwcOB8fPCIiPyQkQiYmRSkpSCsrSi0tTS4uTzAwUjIyVDQ0VzU1WTc3Wzg4XTo6Xzs7YT09Yz4\
    +ZT8/Z0FBaUJCa0NDbUREbkZGcEdHckhIdElJdUpKd0tLeU1Nek5OfE9PfVBQf1FRgFJSglNTg1RUhVVVhlZWiFdXiVhYi1\
    lZjFpajVtbj1xckF1dkl5ek15elF9flmBgl2FhmGJimWNjm2RknGRknWVlnmZmoGdnoWhoomlpo2lppWpqpmtrp2xsqG1tq\
    W1tqm5urG9vrXBwrnBwr3FxsHJysXNzsnNzs3R0tHV1tnZ2t3Z2uHd3uXh4unh4u3l5vHp6vXt7vnt7v3x8wH19wX19wn9+\
    woB/woJ/w4OAw4WBxIaBxIiCxYmDxYuDxYyExo2Exo+Fx5CGx5GGyJOHyJSIyJWIyZeJyZiJypmKypuLy5yLy52My56NzKC\
    NzKGOzaKOzaOPzaSQzqaQzqeRz6iRz6mS0KqS0KuT0K2U0a6U0a+V0rCV0rGW0rKW07OX07SY1LWY1LaZ1LiZ1bma1bqa1r\
    ub1ryb1r2c176d17+d2MCe2MGe2MKf2cOf2cSg2cWg2sah2seh28ii28mi28qj3Muj3Myk3c2k3c6l3c+l3tCm3tGm3tGn3\
    9Kn39Oo4NSo4NWp4Naq4deq4diq4tmr4tqr4tus49ys49yt492t5N6u5N+u5eCv5eGv5eKw5uOw5uOx5uSx5+Wy5+ay5+ez\
    6Oiz6Oi06em26em36em56uq66uq76uq96+u+6+u/6+vB7OzC7OzD7e3E7e3G7e3H7u7I7u7J7u7L7+/M7+/N7+/O8PDQ8PD\
    R8PDS8fHT8fHU8vLW8vLX8vLY8/PZ8/Pa8/Pb9PTd9PTe9PTf9fXg9fXh9fXi9vbj9vbk9vbm9/fn9/fo9/fp+Pjq+Pjr+P\
    js+fnt+fnu+fnv+vrw+vrx+vry+/vz+/v0+/v1/Pz2/Pz3/Pz4/f35/f37/f38/v79/v7+////
    """,
  "PiYG": """
    jgFSkAJTkgNVlARXlgVYmAZamgdcnQhdnwlfoQphowtipQxkpw1mqg5nrA9prhBrsBFsshJutBNwthRyuRVzuxZ1vRd3vxh\
    4wRl6wxp8xRx9xiB/xySByCeDySuFyi6HyzKJzDaLzTmNzj2Pz0CR0EST0UiV0kuW00+Y1FKa1Vac1lqe112g2GGi2WSk2m\
    im22yo3G+q3XOs3neu3nmv33ux4H6z4IC04YO24oW444i644q75I295Y+/5pLA5pTC55fE6JnG6ZzH6Z7J6qHL66PN7KXO7\
    KjQ7arS7q3T76/V77LX8LTZ8bba8bjb8rrc8rvc873d87/e9MDf9MLg9cPh9cXh9cfi9sjj9srk98zl983l+M/m+NHn+dLo\
    +dTp+tbq+tfq+9nr+9vs/Nzt/N7u/eDv/ODv/OHv/OLv/OPw++Tw++Xw++bx++fx+ujx+uny+uny+ury+evz+ezz+e3z+e7\
    0+e/0+PD0+PH0+PL1+PL19/P19/T29/X29/b29vb29vb09fbz9Pbx9Pbw8/bu8vbt8vbr8fbq8Pbo8Pbm7/bl7vbj7vXi7f\
    Xg7PXf7PXd6/Xc6vXa6vXZ6fXX6PXW6PXU5/XT5vXR5vXQ5PTN4vPK4PLH3vHE3PHB2/C+2e+71+641e210+2y0uyw0Outz\
    uqqzOqnyumkyeihx+eexeabw+aYweWVwOSTvuOQvOKNuuKKuOGHtuCEtN6Bst1/sNt8rdp5q9l3qdd0p9ZxpdRvotNsoNFp\
    ntBmnM5kmc1hl8telcpck8lZkMdWjsZTjMRRisNOh8FLhcBJg75Ggb1Df7xBfbo/e7g+ebc9d7U7dbM6c7I5cbA4b642ba0\
    1a6s0aakzZ6gxZaYwY6QvYaMuX6EsXaArW54qWZwpV5snVZkmU5clUZYkT5QiTZIhTJEgSo8gSY0gR4sfRokfRIgfQ4YeQY\
    QeQIIePoAePX8dO30dOnsdOHkcN3ccNXYcNHQbMnIbMXAbL24aLm0aLGsaK2kZKWcZKGUZJ2QZ
    """,
  "plasma": """
    DAeGEAeHEwaJFQaKGAaLGwaMHQaNHwWOIQWPIwWQJQWRJwWSKQWTKwWULQSULwSVMQSWMwSXNASYNgSYOASZOgSaOwOaPQO\
    bPwOcQAOcQgOdRAOeRQOeRwKfSQKfSgKgTAKhTgKhTwKiUQGiUgGjVAGjVgGjVwGkWQGkWgClXAClXgClXwCmYQCmYgCmZA\
    CnZQCnZwCnaACnagCnbACobQCobwCocACocgCocwCodQCodgGoeAGoeQGoewKofAKnfgOnfwOngQSnggSnhAWmhQamhgemi\
    AeliQiliwmkjAqkjgykjw2jkA6jkg+ikxChlRGhlhKglxOgmRSfmhWemxeenRidnhmcnxqboBubohyaox2ZpB6YpR+XpyGX\
    qCKWqSOVqiSUrCWTrSaSrieRryiQsCqPsSuPsiyOtC2NtS6Mti+LtzCKuDKJuTOIujSHuzWGvDaFvTeEvjiDvzmCwDuBwTy\
    Awj2Awz5/xD9+xUB9xkF8x0J7yER6yUV5ykZ4y0d3zEh2zUl1zkp1z0t00E1z0U5y0U9x0lBw01Fv1FJu1VNt1lVt11Zs11\
    dr2Fhq2Vlp2lpo21tn3F1m3F5m3V9l3mBk32Fj32Ji4GRh4WVg4mZg42df42he5Gpd5Wtc5Wxb5m1a525a6HBZ6HFY6XJX6\
    nNW6nRV63ZU7HdU7HhT7XlS7XtR7nxQ731P735O8IBN8IFN8YJM8oRL8oVK84ZJ84dI9IlH9IpH9YtG9Y1F9o5E9o9D9pFC\
    95JB95NB+JVA+JY/+Jg++Zk9+Zo8+pw7+p06+p86+qA5+6I4+6M3+6Q2/KY1/Kc1/Kk0/Koz/Kwy/K0x/a8x/bAw/bIv/bM\
    u/bUt/bYt/bgs/bkr/bsr/bwq/b4p/cAp/cEo/cMo/cQn/cYm/Mcm/Mkm/Msl/Mwl/M4l+9Ak+9Ek+9Mk+tUk+tYk+tgk+d\
    kk+dsk+N0k+N8k9+Ak9+Il9uQl9uUl9ecm9ekm9Oom8+wm8+4m8vAm8vEm8fMm8PUl8PYj7/gh
    """,
  "PRGn": """
    QABLQgFNRANPRgRRSAZTSghVTAlYTgtaUA1cUw5eVRBgVxJjWRNlWxVnXRdpXxhrYRpuZBxwZh1yaB90aiB2bCJ5biR7cCV\
    9cid/dCmBdiuDeC6FeTCGejOIfDaKfTmLfjuNgD6OgUGQg0SRhEaThUmVh0yWiE+YiVGZi1SbjFecjlqej1ygkF+hkmKjk2\
    WklGemlmqnl22pmXCrmnKsnHStnXavn3iwoXqyonyzpH60pYC2p4K3qYS5qoa6rIi7rYu9r42+sY/AspHBtJPDtZXEt5fFu\
    ZnHupvIvJ3KvZ/Lv6HMwaPOwqXPxKfQxanRx6vSyK3Tya/Uy7DVzLLWzrTXz7bY0bjZ0rra1Lzb1b3c17/d2MHe2cPf28Xg\
    3Mfh3sji38rj4czk4s7l5NDm5dLn59To59Xo6Nbp6Njp6dnq6trq6tzr693s7N7s7ODt7eHt7ePu7uTv7+Xv7+fw8Ojw8en\
    x8evy8uzy8u7z8+/z9PD09PL09fP19vT29vb29vb29fb09Pbz8vby8fXw8PXv7/Xt7vTs7fTr6/Tp6vTo6fPm6PPl5/Pj5f\
    Pi5PLh4/Lf4vLe4fHc4PHb3vHa3fHY3PDX2/DV2vDU2fDT1+/R1e7P0+3N0ezLz+vJzevHy+rFyenDx+jBxee/w+a9wea7v\
    +W5veS3u+O1ueKzt+KxteGvs+Ctsd+rr96prd2nq92lqdyjp9uhpNqeodicntaZm9SXmNOUldGSks+Pj82NjMyLicqIhsiG\
    g8aDgMSBfcN+esF8d795dL13cbx0brpya7hvaLZtZbVqYrNoX7FlXK9jWq5hV6tfValdUqdcUKVaTaNYS6FXSJ9VRp1TQ5p\
    SQZhQPpZOPJRNOZJLN5BJNI5IMoxGMIpFLYdDK4VBKINAJoE+I388IX07Hns5HHk3GnY2GXQ1GHI0F3AzFm4yFWwwFGovE2\
    guEmYtEGQsD2IrDmAqDV4pDFwoC1onClglCVYkCFQjB1IiBlAhBU4gBEwfA0oeAkgdAUYcAEQb
    """,
  "prism": """
    /wAA/wAA/yEA/1EA/4IA/7AA/9cA//YA4v8Asv8Agf8AU/4AKuIACrw5AJB9AGC5AC/oAAD/GQD/PQD/aQD+mQDXygCi+QB\
    j/wAc/wAA/w4A/z0A/28A/54A/8gA/+sA9f8Axf8AlP8AZf8AOu4AFswcAKNiAHSiAEPXABP9DQD/LgD/VwD/hQDotgC55w\
    B9/wA5/wAA/wAA/yoA/1sA/4sA/7gA/94A//sA2f8AqP8Ad/8ASvkAI9sABbRHAIeJAFbDACbwAwD/IAD/RgD/cgD3owDO1\
    ACW/wBV/wAO/wAA/xcA/0cA/3gA/6cA/9AA//EA7P8AvP8Ai/8AXP8AMugAEMUqAJpvAGqtADngAAr/EwD/NQD/YAD/jwDg\
    wACu8ABw/wAr/wAA/wQA/zMA/2QA/5QA/8AA/+UA/v8Az/8Anv8Abv8AQvQAHdQNAaxUAH6WAE3NABz3BwD/JgD/TgD/fAD\
    wrADE3QCK/wBI/wAA/wAA/yAA/1EA/4EA/68A/9cA//YA4/8Asv8Agf8AU/4AK+IAC704AJF8AGC4AC/oAAH/GQD/PQD/aQ\
    D+mQDXygCj+QBj/wAd/wAA/w0A/z0A/24A/50A/8gA/+sA9f8Axv8Alf8AZf8AOu4AFs0bAKNiAHShAEPWABP9DQD/LQD/V\
    gD/hQDptgC55gB+/wA6/wAA/wAA/ykA/1oA/4sA/7gA/94A//sA2f8Aqf8AeP8AS/kAJNsABbVGAIeJAFfDACbvAgD/HwD/\
    RQD/cgD4ogDO0wCX/wBW/wAP/wAA/xYA/0cA/3gA/6YA/88A//AA7P8AvP8Ai/8AXP8AMukAEMUqAJpvAGutADnfAAr/EgD\
    /NQD/XwD/jwDhwACv7wBx/wAs/wAA/wQA/zMA/2QA/5QA/8AA/+QA/v8A0P8An/8Ab/8AQvQAHdQNAaxUAH6VAE3MAB32Bw\
    D/JgD/TQD/ewDxrADE3QCL/wBI/wAB/wAA/yAA/1AA/4EA/68A/9cA//YA4/8As/8Agv8AVP4A
    """,
  "PuBu": """
    //f7/vb6/fX6/fX6/PT5/PT5+/P5+vP5+vL4+fL4+fH4+PH39/D39/D39u/39u/29e729O729O318+318+z18uz18ev08ev\
    08Or08Orz7+nz7unz7ujz7ejy7efy7Ofy6+bx6+bx6uXx6eTw6OTw5+Pw5uLv5eLv5OHu4+Du4+Du4t/t4d7t4N3t393s3t\
    zs3dvr3Nvr3Nrr29nq2tnq2djq2Nfp19fp1tbo1dXo1dTo1NTn09Pn0tLn0dLm0NHmz9DlztDlzc/ly87kys7kyc3kx83jx\
    szjxcvjw8viwsriwcniv8nhvsjhvcjhu8fgusbgucbgt8XftsTftcTftMPessPescLdsMHdrsHdrcDcrL/cqr/cqb7bqL7b\
    pr3bpbzao7zaorvaoLrZn7rZnbnYnLnYmrjYmLfXl7fXlbbXlLXWkrXWkbTVj7PVjbPVjLLUirLUibHUh7DThrDThK/Sgq7\
    Sga7Sf63Rfq3RfKzRe6vQeavQd6rPdqnPdKnPc6jOcafOb6fNbabNa6XMaaTMZ6PLZaPLY6LLYaHKX6DKXZ/JW5/JWZ7IV5\
    3IVZzHU5zHUZvGUJrGTpnFTJjFSpjESJfERpbDRJXDQpTDQJTCPpPCPJLBOpHBOJHANpDANY+/M46/MY2+MIy+Lou9LYq9K\
    4m8Koi8KIe7J4a7JYW6JIS6IoO5IYK5H4G4HYC4HH+3Gn63GX22F3y2Fnu1FHq1E3m0EXi0EHezDnazDXWyC3SyCXOxCHKx\
    BnGwBXCwBG+vBG6uBG6sBG2rBGyqBGypBGuoBGqnBGmmBGmlBGikBGejBGeiBGagBGWfBGWeBGSdBGOcBGObBGKaBGGZBGC\
    YBGCXBF+VBF6UBF6TBF2SBFyRBFyQBFuPBFqOBFqNA1mLA1iJA1aIA1WGA1SEA1ODA1KBA1F/A1B+A098A056A015A0x3A0\
    t1A0p0A0lyAkhwAkZvAkVtAkRrAkNqAkJoAkFmAkBlAj9jAj5hAj1gAjxeAjtcAjpbAjlZAjhY
    """,
  "PuBuGn": """
    //f7/vb6/fX6/fX5/PT5/PP5+/P4+vL4+vH4+fH3+fD3+O/39+/29+729u329u319ez19Ov19Ov08+r08+n08unz8ejz8ef\
    z8Ofy8Oby7+Xy7uXx7uTx7ePw7ePw7OLw6+Hv6+Hv6uDv6eDv6N/u59/u5t7u5d7t5N3t493t49zs4tzs4dvs4Nvr39rr3t\
    nr3dnq3Njq3Njq29fq2tfp2dbp2Nbp19Xo1tXo1dTo1dTn1NPn09Pn0tLm0dHm0NHmz9DlztDlzc/ly87kys7kyc3kx83jx\
    szjxcvjw8viwsriwcniv8nhvsjhvcjhu8fgusbgucbgt8XftsTftcTftMPessPescLdsMHdrsHdrcDcrL/cqr/cqb7bqL7b\
    pr3bpbzao7zaobvan7rZnbrZm7nYmbnYl7jYlbfXk7fXkbbXj7XWjbXWi7TVibPVh7PVhbLUg7LUgbHUf7DTfbDTe6/Sea7\
    Sd67Sda3Rc63RcazRb6vQbavQa6rPaanPZ6nPZqjOZKfOY6fNYabNYKXMXqTMXaPLW6PLWaLLWKHKVqDKVZ/JU5/JUp7IUJ\
    3IT5zHTZzHTJvGSprGSZnFR5jFRZjERJfEQpbDQZXDP5TDPpTCPJPCO5LBOZHBOJHANpDANI++M4+9MY67MI65Lo24LI22K\
    4y0KYyzJ4uxJouvJIuuI4qsIYqqH4moHomnHIilGoijGYeiF4egFYaeFIadEoWbEYWZD4SXDYSWDIOUCoOSCIORB4KPBYKN\
    BIGMAoGKAYCIAX+HAX+FAX6EAX2CAX2BAXx/AXt+AXt8AXp7AXl5AXl3AXh2AXd0AXdzAXZxAXVwAXVuAXRtAXNrAXNqAXJ\
    oAXJnAXFlAXBjAXBiAW9gAW5fAW5dAW1cAWxaAWxZAWpYAWlWAWhVAWdUAWZTAWRSAWNRAWJQAWFPAWBOAV9NAV1LAVxKAV\
    tJAVpIAVlHAVdGAVZFAVVEAVRDAVNCAVFAAVA/AU8+AU49AU08AUs7AUo6AUk5AUg4AUc3AUY2
    """,
  "PuOr": """
    fzsIgTwHgz0HhT4Hhz8HiUAHi0EHjUIHj0QHkUUHk0YHlUcHl0gHmUkGm0oGnUwGn00GoU4Go08GpVAGp1EGqVIGq1QGrVU\
    Gr1YGsVcGs1gGtVoGt1wHuV0Hul8IvGEJvmIJwGQKwmUKw2cLxWkLx2oMyWwMym4NzG8NznEO0HMP0XQP03YQ1XgQ13kR2H\
    sR2n0S3H4S3oAT4IIU4YQX4oYa44gd5Iog5Ywj5o4m55Ap6ZIs6pUv65cy7Jk27Zs57p08758/8aFC8qNF86VI9KhL9apO9\
    qxR965V+bBY+rJb+7Re/LZh/bhk/bpn/btr/b1u/b9x/cB0/cJ4/cN7/cV+/caB/ciF/cqI/cuL/c2O/c6S/dCV/dGY/dOb\
    /dWf/dai/dil/dmo/dus/dyv/d6y/uC2/eC4/eG7/eK9/OPA/OTC/OXF/ObH++fK++jM++nP+unS+urU+uvX+uzZ+e3c+e7\
    e+e/h+fDj+PHm+PLo+PLr9/Pu9/Tw9/Xz9/b19vb29fX28/T18vP18fH08PD07+/z7e7z7O3z6+zy6uvy6enx5+jx5ufw5e\
    bw5OXv4uTv4ePu4OHu3+Dt3t/t3N7s293s2tzr2dvr2Nrr1tjq1dbp09To0tLn0NDmz87lzc3kzMvjysniycfhx8XgxsPfx\
    MLew8Ddwb7cwLzbvrravbjZu7bYurXXuLPWt7HVta/UtK3TsqvSsanRr6fPraXOq6PMqaHLp57JpZzIo5rGoZjFn5bDnZPC\
    m5HAmY+/l429lYu8k4i6kYa5j4S3jYK2i4C0iX2zh3uxhXmwg3eugXWtgHOsfnCqfG2pemqneWemd2SkdWGjc16iclugcFi\
    fblWdbVKca0+baUyZZ0mYZkaWZEOVYkCUYD2SXzqRXTePWzSOWjGMWC6LViuKVCiIUyaGUSSEUCOCTiF/TSB9Sx56Sh14SB\
    t2RxpzRRhxQxZuQhVsQBNqPxJnPRBlPA9iOg1gOQxeNwpbNglZNAdWMwZUMQRSMANPLgFNLQBL
    """,
  "PuRd": """
    9/T59vP49fL49fL49PH39PH38/D38+/28u/28u728e718e318Oz18Oz07+v07+v07urz7unz7enz7ejz7Ojy7Ofy6+by6+b\
    x6uXx6uXx6eTw6ePw6OPw6OLv5+Lv5+Hv5uDu5t/u5d7t5d3s5Nvs49rr49nq4tjq4tbp4dXo4NTo4NPn39Hn39Dm3s/l3c\
    7l3czk3Mvj3Mrj28ni28fh2sbh2cXg2cPf2MLf2MHe18Dd1r7d1r3c1bzb1bvb1Lna07jZ07fZ07bY0rXY0rTX0rLW0bHW0\
    bDV0a/V0K7U0K3T0KvTz6rSz6nSz6jRzqfQzqbQzqTPzaPPzaLOzaHNzKDNzJ/My57My5zLy5vKyprKypnJypjJyZfIyZXH\
    yZTHyZPGyZHGypDFy4/EzI3DzIzDzYrCzonBzofAz4bA0IS/0IO+0YG+0oC90n6803271Hu71Hq61Xi51ne513W413S32HO\
    22XG22XC12m60222z22uz3Gqy3Wix3Wex3mWw32Sv32Ku32Ct316r4Fyq4Fqp4Fio4Fan4VWl4VOk4VGj4U+i4k2h4kuf4k\
    me4ked40Wc40Sb40KZ40CY5D6X5DyW5DqV5DiT5TaS5TSR5TOQ5TGP5i+O5i2M5iuL5imK5iiI5SeH5CeF5CaE4yWC4iSA4\
    SR/4SN94CJ73yJ63iF43SB33R913B9z2x5y2h1w2R1u2Rxt2Btr1xpp1hpo1hlm1Rhl1Bdj0xdh0hZg0hVe0RVc0BRbzxNZ\
    zhJYzhJWzBFVyxFUyRBUxw9TxQ9TxA5Swg5RwA1Rvw1QvQxQuwtPugtOuApOtgpNtQlNswlMsQhMrwdLrgdKrAZKqgZJqQV\
    JpwVIpQRHpARHogNGoAJGngJFnQFEmwFEmQBDmABDlgBClQBAkwA/kgA+kAA9jgA8jQA7iwA6igA4iAA3hwA2hQA1hAA0gg\
    AzgQAyfwAxfgAvfAAuegAteQAsdwArdgAqdAApcwAocQAmcAAlbgAkbQAjawAiagAhaAAgZwAf
    """,
  "Purples": """
    /Pv9+/r8+/r8+vn8+vn7+fj7+fj7+ff7+Pf6+Pf69/b69/b69/X59vX59vT59fT59fP49fP49PP49PL48/L38/H38/H38vD\
    38vD28fD28e/28O/28O718O717+317+317uz07uz07ev07Ov07Orz6+nz6unz6ujy6ejy6Ofy6Obx5+bx5+Xx5uXw5eTw5e\
    Pw5OPv4+Lv4+Lv4uHv4eHu4eDu4N/u39/t397t3t7t3d3s3dzs3Nzs29vr29vr2trr2dnq2Njq19fp1tfp1tbp1dXo1NTo0\
    9Pn0tLn0dHm0NDmz8/lzs7lzc3kzM3ky8zjysvjycriyMnix8jhxsfhxsbhxcXgxMTgw8PfwsPfwcLewMHev8Ddvr/dvb7c\
    vL3cu7zburvbubrauLnZt7jZtrfYtrbYtbTXtLPWs7LWsrHVsbDUsK/Ur67Trq3SrazSrKvRq6nRqqjQqafPqKbPp6XOpqT\
    NpqPNpaLMpKHMo6DLop7KoZ3KoJzJn5vInprInZnHnJjHm5fGmpbGmZXGmJTFl5TFlpPElpLElZHDlJDDk4/Cko7CkY3CkI\
    zBj4vBjorAjYrAjIm/i4i/ioe+iYa+iIW+h4S9hoO9hoK8hYG8hIC7g4C7gn+7gX66gH26f3y5fnq4fnm4fXe3fHa2fHW1e\
    3O1enK0enGzeW+zeG6yd2yxd2uwdmqwdWivdWeudGauc2Stc2OscmGrcWCrcV+qcF2pb1yob1uoblmnbVimbFambFWla1Sk\
    alKjalGjaVCiaE6haE2hZ0ygZkqgZkmfZUieZEaeY0WdY0ScYkKcYUGbYUCbYD6aXz2ZXzyZXjqYXTmXXTiXXDaWWzWVWjS\
    VWjOUWTGUWDCTWC+SVy2SViyRViuQVSmQVCiPVCePUyWOUiSNUiONUSKMUCGMUB+LTx6LTh2KThyJTRqJTBmITBiISxeHSh\
    aHShSGSROGSBKFSBGERw+ERg6DRg2DRQyCRAuCRAmBQwiAQgeAQgZ/QQR/QAN+QAJ+PwF9PwB9
    """,
  "rainbow": """
    fwD/fQP+ewb+eQn+dwz+dQ/+cxL+cRX+bxn+bRz+ax/+aSL+ZyX+ZSj+Yyv+YS79XzH9XTX9Wzj9WTv9Vz79VUH8U0T8UUf\
    8T0r8TU37S1D7SVP7R1b7RVn6Q1z6QV/6P2H6PWT5O2f5OWr5N234NXD4M3P4MXX3L3j3LXv2K372KYD2J4P1JYb1I4j0IY\
    v0H47zHZDzG5PzGZXyF5jyFZrxE53xEZ/wD6LvDaTvC6fuCanuB6vtBa7tA7DsAbLsALTrArfqBLnqBrvpCL3oCr/oDMHnD\
    sPmEMXmEsflFMnkFsvkGM3jGs/iHNHiHtLhINTgItbfJNffJtneKNvdKtzcLN7cLt/bMOHaMuLZNOTYNuXXOObXOujWPOnV\
    PurUQOzTQu3SRO7RRu/RSPDQSvHPTPLOTvPNUPTMUvXLVPbKVvbJWPfIWvjHXPnGXvnFYPrEYvrDZPvCZvvBaPzAavy/bP2\
    +bv29cP28cv67dP66dv65eP64ev63fP61fv60gP6zgv6yhP6xhv6wiP6viv6ujP6sjv2rkP2qkv2plPyolvynmPulmvuknP\
    qjnvqioPmhovmfpPiepvedqPacqvaarPWZrvSYsPOXsvKVtPGUtvCTuO+Suu6QvO2PvuyOwOqMwumLxOiKxuaIyOWHyuSGz\
    OKEzuGD0N+C0t6A1Nx/1tt+2Nl82td73NZ63tR44NJ34tF15M905s1z6Mtx6slw7Mdu7sVt8MNs8sFq9L9p9r1n+Ltm+rlk\
    /Ldj/rRh/7Jg/7Bf/65d/6tc/6la/6dZ/6RX/6JW/59U/51T/5pR/5hQ/5VO/5NN/5BL/45K/4tI/4hH/4ZF/4NE/4BC/35\
    B/3s//3g+/3U8/3M7/3A5/204/2o2/2c1/2Qz/2Ex/18w/1wu/1kt/1Yr/1Mq/1Ao/00n/0ol/0ck/0Qi/0Eg/z4f/zsd/z\
    gc/zUa/zEZ/y4X/ysV/ygU/yUS/yIR/x8P/xwO/xkM/xUK/xIJ/w8H/wwG/wkE/wYD/wMB/wAA
    """,
  "RdBu": """
    ZwAfaQAfbAEfbwIgcgMgdQQheAUhewYifgcigQgjhAkjhwokigskjQwlkA0lkw4mlg8mmRAnmxAnnhEnoRIopBMopxQpqhU\
    prRYqsBcqshkrtBwttR8utiEvuCQxuScyuyozvC00vjA2vzI3wDU4wjg6wzs7xT48xkA+x0M/yUZByklCzExDzU9EzlFG0F\
    RH0VdJ01pK1F1L1mBN12JP2GVR2WhT2mpV221X3XBZ3nJb33Vd4Hhf4Xth4n1j5IBl5YNo5oVq54hs6Itu6o1w65By7JN07\
    ZZ27ph475t68Z588qB+86OA9KaD9KiG9KqI9ayL9a6O9bCQ9rKT9rSW97aY97mb97ue+L2h+L+j+MGm+cOp+cWr+ceu+sqx\
    +sy0+s62+9C5+9K8+9S+/NbB/NjE/dvH/NzI/N3K/N7M/N/O++DQ++HS++LU++PW+uTX+uXZ+ufb+ujd+enf+erh+evj+ez\
    l+e3n+O7o+O/q+PDs+PLu9/Pw9/Ty9/X09/b29vb29PX28/X28fT28PP17vP17fL16/H06vH06PD05+/05e7z5O7z4u3z4e\
    zz3+zy3uvy3Ory2+nx2enx2Ojx1ufx1efw0+bw0uXw0eXwzuPvzOLuyeHtx9/txN7swt3rv9zrvdrqutnpuNjotdfos9Xns\
    NTmrtPmq9LlqdDkp8/kpM7jos3in8vhncrhmsngmMjflcbfk8XekMTdjcLcisDbh77ahLzZgLrYfbjXerbWd7TVdLLTcbDS\
    bq7Ra6zQaKrPZajOYabNXqTMW6LLWKDKVZ7JUpzIT5rHTJjGSZbFRpTEQ5PDQZHCQI/BP43APYu/PIq+O4i9OYa8OIS7N4O\
    6NYG5NH+5M324MXy3MHq2L3i1LXa0LHWzK3OyKXGxKG+wJ22wJWyvJGquI2itIWasIGSqH2KnHmCkHV6hHFyeGlqbGViYGF\
    aVF1STFlGQFU+NFE2KE0uHEkmEEUeBD0V+DkN7DUB4DD51CzxyCjpvCThsCDZpBzRmBjJjBTBh
    """,
  "RdGy": """
    ZwAfaQAfbAEfbwIgcgMgdQQheAUhewYifgcigQgjhAkjhwokigskjQwlkA0lkw4mlg8mmRAnmxAnnhEnoRIopBMopxQpqhU\
    prRYqsBcqshkrtBwttR8utiEvuCQxuScyuyozvC00vjA2vzI3wDU4wjg6wzs7xT48xkA+x0M/yUZByklCzExDzU9EzlFG0F\
    RH0VdJ01pK1F1L1mBN12JP2GVR2WhT2mpV221X3XBZ3nJb33Vd4Hhf4Xth4n1j5IBl5YNo5oVq54hs6Itu6o1w65By7JN07\
    ZZ27ph475t68Z588qB+86OA9KaD9KiG9KqI9ayL9a6O9bCQ9rKT9rSW97aY97mb97ue+L2h+L+j+MGm+cOp+cWr+ceu+sqx\
    +sy0+s62+9C5+9K8+9S+/NbB/NjE/dvH/dzJ/d3L/d/N/eDP/eLR/ePU/eTW/ebY/efa/enc/erf/evh/u3j/u7l/vDn/vH\
    q/vPs/vTu/vXw/vfy/vj1/vr3/vv5/vz7/v79/v7+/f39+/v7+vr6+fn5+Pj49/f39fX19PT08/Pz8vLy8fHx7+/v7u7u7e\
    3t7Ozs6urq6enp6Ojo5+fn5ubm5OTk4+Pj4uLi4eHh4ODg3t7e3d3d29vb2tra2NjY19fX1dXV1NTU0tLS0dHRz8/Pzs7Oz\
    MzMy8vLycnJyMjIxsbGxcXFw8PDwsLCwMDAv7+/vb29vLy8urq6ubm5t7e3tbW1s7OzsbGxr6+vra2tq6urqampp6enpaWl\
    o6OjoaGhn5+fnZ2dm5ubmZmZl5eXlZWVk5OTkZGRj4+PjY2Ni4uLiYmJh4eHhISEgoKCgICAfX19e3t7eXl5d3d3dHR0cnJ\
    ycHBwbW1ta2traWlpZ2dnZGRkYmJiYGBgXl5eW1tbWVlZV1dXVFRUUlJSUFBQTk5OTExMSUlJSEhIRUVFREREQUFBQEBAPT\
    09PDw8OTk5ODg4NTU1NDQ0MTExMDAwLi4uLCwsKioqKCgoJiYmJCQkIiIiICAgHh4eHBwcGhoa
    """,
  "RdPu": """
    //fz/vby/vXx/vTw/vTw/vPv/vLu/vHu/vHt/vDs/u/s/u/r/u7q/u3q/uzp/uzo/evn/ern/erm/enl/ejl/efk/efj/eb\
    j/eXi/eTh/eTh/ePg/eLf/eLe/eHe/eDd/N/c/N/b/N7b/N3a/NzZ/NvY/NrX/NnW/NnV/NjU/NfT/NbS/NXR/NTR/NTQ/N\
    PP/NLO/NHN/NDM/M/L/M7K/M7J/M3I/MzH/MvH/MrG/MnF/MnE/MjD/MfC/MbB/MXA+8S/+8O/+8K/+8G++7+++76++729+\
    7y9+7u9+7m8+7i8+7e8+7a7+7W7+7S7+7K6+rG6+rC6+q+5+q65+qy5+qu4+qq4+qm3+qi3+qa3+qW2+qS2+qO2+qK1+qC1\
    +p+1+Z60+Zy0+Zqz+Zmy+Zey+ZWx+ZSx+ZKw+ZCv+Y6v+Y2u+Iut+Imt+Ies+Iar+ISr+IKq+IGq+H+p+H2o+Huo93qn93i\
    m93am93Sl93Ol93Gk92+j926j92yi92qh92ih9meg9WWg9GOg9GKf82Cf8l+f8V2e8Fue8Fqe71ie7lad7VWd7FOd61Gc61\
    Cc6k6c6U2b6Eub50mb50ia5kaa5USa5EOZ40GZ40CZ4j6Z4TyY4DuY3zmY3jeX3jaX3TSX3DOW2jGV2S+U1y6U1iyT1CqS0\
    ymR0SeR0CaQziSPzSOOyyGNyh+NyB6MxxyLxRuKxBmJwxeJwRaIwBSHvhOGvRGGuw+Fug6EuAyDtwqCtQmCtAeBsgaAsQR/\
    rwJ+rgF+rAF9qwF9qQF9pwF9pgF8pAF8ogF8oQF8nwF8ngF7nAF7mgF7mQF7lwF6lQF6lAF6kgF6kQF6jwF5jQF5jAF5igF\
    5iAF5hwF4hQF4gwF4ggF4gAF3fwF3fQF3ewF3egF3eAB2dwB2dQB1dAB1cgB1cAB0bwB0bQBzbABzagByaQByZwByZgBxZA\
    BxYwBwYQBwYABwXgBvXABvWwBuWQBuWABuVgBtVQBtUwBsUgBsUABsTwBrTQBrTABqSgBqSQBq
    """,
  "RdYlBu": """
    pQAmpgEmqAMmqgUmrAcmrgkmsAsmsg0mtA8mthAmuBImuhQmvBYmvhgmwBomwhwmxB4mxiAmyCEmyiMmzCUmzicm0Ckm0is\
    m1C0m1i8m1zEn2DMo2TUp2jgq3Dor3T0t3j8u30Ev4EQw4UYx4kky5Esz5U005lA151I26FU46Vc56lk67Fw77V487mE972\
    M+8GU/8WhA8mpB9G1D9G9E9HJF9XRG9XdH9XlI9nxK9n5L9oFM94NN94ZO94lP+ItR+I5S+JBT+ZNU+ZVV+phW+ppY+p1Z+\
    59a+6Jb+6Vc/Kde/Kpf/Kxg/a5h/bBj/bJl/bRn/bZp/bhr/bps/bxu/b5w/cBy/cJ0/cR2/cZ4/ch5/cp7/cx9/c5//dCB\
    /dKD/dSE/daG/diI/dqK/dyM/d6O/uCQ/uGR/uKT/uOV/uSX/uaZ/ueb/uic/ume/uqg/uyi/u2k/u6m/u+n/vGp/vKr/vO\
    t/vSv/vWx/vez/vi0/vm2/vq4/vu6/v28/v6+/v7A/f7C+/3E+v3G+fzJ+PzL9/vN9fvP9PvS8/rU8vrW8fnY7/na7vjd7f\
    jf7Pfh6vfj6fbm6Pbo5/Xq5vXs5PTv4/Tx4vPz4fP14PP33fH32/D22e/21+711e310+z00evzz+rzzenyy+jyyefxx+bwx\
    OXwwuTvwOPvvuLuvOHuuuDtuN/stt7stN3rstzrsNvqrtrprNnpqdjop9bnpdTmo9LlodHkn8/jnM3imszhmMrhlsjglMbf\
    ksXekMPdjcHci7/bib7ah7zZhbrYg7nXgLfWfrXVfLPUerLTeLDSdq7RdK3RcqrPcKjObqbNbKTMaqLLaJ/KZ53JZZvHY5n\
    GYZfFX5TEXZLDXJDCWo7BWIy/Vom+VIe9UoW8UIO7T4G6TX65S3y3SXq2R3i1RXa0RHOzQ3GyQ26wQmyvQWmuQGetP2SsP2\
    KqPmCpPV2oPFunO1imO1akOlOjOVGiOE6hOEyfN0meNkedNUScNEKbND+ZMz2YMjqXMTiWMTaV
    """,
  "RdYlGn": """
    pQAmpgEmqAMmqgUmrAcmrgkmsAsmsg0mtA8mthAmuBImuhQmvBYmvhgmwBomwhwmxB4mxiAmyCEmyiMmzCUmzicm0Ckm0is\
    m1C0m1i8m1zEn2DMo2TUp2jgq3Dor3T0t3j8u30Ev4EQw4UYx4kky5Esz5U005lA151I26FU46Vc56lk67Fw77V487mE972\
    M+8GU/8WhA8mpB9G1D9G9E9HJF9XRG9XdH9XlI9nxK9n5L9oFM94NN94ZO94lP+ItR+I5S+JBT+ZNU+ZVV+phW+ppY+p1Z+\
    59a+6Jb+6Vc/Kde/Kpf/Kxg/a5h/bBj/bJl/bRm/bZo/bhq/bpr/bxt/b5u/cBw/cJy/cRz/cZ1/ch3/cp4/cx6/c58/dB9\
    /dJ//dSB/daC/diE/dqG/dyH/d6J/uCL/uGN/uKP/uOR/uST/uaV/ueX/uiZ/umb/uqd/uyf/u2h/u6j/u+l/vGn/vKp/vO\
    r/vSt/vWv/vex/viz/vm1/vq3/vu5/v27/v69/v69/P67+/25+fy3+Py19vuz9fqx8/qv8vmt8Pmr7/ip7fen7Pel6vaj6f\
    Wh5/Wf5vSd5PSb4/OZ4fKX4PKV3vGT3fCR2/CP2u+N2e+L1+6J1e2I0+yH0euFz+qEzemDy+iByeiAx+d/xeZ+w+V8weR7v\
    +N6veJ4u+J3ueF2t+B1td9zs95ysd1xr9xvrdxuq9ttqdprp9lqpNhpotdpn9ZpndVpmtRomNJoldFok9BnkM9njs5ni81n\
    icxmhstmhMpmgclmf8dlfMZlesVld8RkdcNkcsJkcMFkbcBja79jaL5jZr1jY7tiYLphXbhgWrdgV7VfVLReUbJdTrFdS69\
    cSK5bRa1aQqtaP6pZPKhYOadXNqVXM6RWMKJVLaFUKp9UJ55TJJ1SIZtRHppRG5hQGZdPGJVOF5NNFpFMFY9LFI1KE4tJEo\
    lIEYhHEIZGD4RFDoJEDYBDDH5CC3xBCnpACXg/CHc+B3U9BnM8BXE7BG86A205Ams4AWk3AGg3
    """,
  "Reds": """
    //Xw/vTv/vPu/vPt/vLs/vHr/vHq/vDp/u/o/u/n/u7m/u3l/u3k/uzj/uvi/uvh/urg/ung/unf/uje/ufd/ufc/ubb/uX\
    a/uXZ/uTY/uPX/uPW/uLV/uHU/uHT/uDS/d/R/d7Q/d3O/dzN/dvL/drK/djI/dfH/dbF/dXD/dTC/dPA/dG//dC9/c+8/c\
    66/M25/My3/Mq2/Mm0/Miz/Mex/Mav/MWu/MOs/MKr/MGp/MCo/L+m/L6l/L2j/Lui/Lqg/Lmf/Lid/Lac/LWa/LSZ/LKX/\
    LGW/LCU/K+T/K2R/KyQ/KuO/KmN/KiL/KeK/KaJ/KSH/KOG/KKE/KCD/J+B/J6A/J1+/Jt9/Jp7/Jl6/Jd4/JZ3/JV1/JR0\
    /JJy+5Fx+5Bw+49v+41t+4xs+4tr+4pq+4ho+4dn+4Zm+4Rk+4Nj+4Ji+4Fh+39f+35e+31d+3xc+3pa+3lZ+3hY+3dX+3V\
    V+3RU+3NT+3JS+3BQ+29P+25O+21N+2tL+2pK+mlJ+mdI+mZH+WRG+WNF+GFE+GBD+F5C911C91tB91pA9lk/9lc+9VY99V\
    Q89VM79FE69FA59E44800380s28ko18kg08kcz8UUy8UQy8UIx8EEw8D8v7z4u7z0t7zss7jor7Tkr7Dgq6jcq6TUp6DQp5\
    zMo5jIo5TEn5DAn4y8n4S4m4C0m3ywl3iol3Skk3Cgk2ycj2SYj2CUi1yQi1iMh1SIh1CEg0x8g0h4f0B0fzxwfzhsezRoe\
    zBkdyxgdyhccyBccxxccxhYcxRYbxBYbwhYbwRUbwBUavxUavhQavBQauxQZuhQZuRMZuBMZtxMYtRIYtBIYsxIYshIXsRE\
    XrxEXrhEXrREWrBAWqxAWqRAWqA8Vpw8Vpg8VpQ8Vow4UoQ4Unw0UnQ0UmwwTmQwTlwsTlQsTkwoSkQoSjwkSjQkSiwgRig\
    gRiAgRhgcRhAcQggYQgAYQfgUQfAUPegQPeAQPdgMPdAMOcgIOcAIObgEObAENagANaAANZwAM
    """,
  "seismic": """
    AABMAABPAABSAABUAABXAABaAABdAABgAABiAABlAABoAABrAABuAABwAABzAAB2AAB5AAB8AAB+AACBAACEAACHAACKAAC\
    MAACPAACSAACVAACYAACaAACdAACgAACjAACmAACoAACrAACuAACxAAC0AAC2AAC5AAC8AAC/AADCAADEAADHAADKAADNAA\
    DQAADSAADVAADYAADbAADeAADgAADjAADmAADpAADsAADuAADxAAD0AAD3AAD6AAD8AQH/BQX/CAj/DQ3/ERH/FRX/GRn/H\
    R3/ISH/JSX/KCj/LS3/MTH/NTX/OTn/PT3/QUH/RUX/SEj/TU3/UVH/VVX/WVn/XV3/YWH/ZWX/aGj/bW3/cXH/dXX/eXn/\
    fX3/gYH/hYX/iIj/jY3/kZH/lZX/mZn/nZ3/oaH/paX/qKj/ra3/sbH/tbX/ubn/vb3/wcH/xcX/yMj/zc3/0dH/1dX/2dn\
    /3d3/4eH/5eX/6Oj/7e3/8fH/9fX/+fn//f3///39//n5//X1//Hx/+3t/+np/+Xl/+Hh/93d/9nZ/9XV/9HR/83N/8nJ/8\
    XF/8HB/729/7m5/7S0/7Gx/62t/6mp/6Sk/6Gh/52d/5mZ/5SU/5GR/42N/4mJ/4SE/4GB/319/3l5/3V1/3Fx/21t/2lp/\
    2Vl/2Fh/11d/1lZ/1VV/1FR/01N/0lJ/0VF/0FB/z09/zg4/zU1/zAw/y0t/ygo/yUl/yAg/x0d/xgY/xUV/xAQ/w0N/wgI\
    /wUF/wAA/QAA+wAA+QAA9wAA9QAA8wAA8QAA7wAA7QAA6wAA6QAA5wAA5QAA4wAA4QAA3wAA3QAA2wAA2QAA1wAA1QAA0wA\
    A0QAAzwAAzQAAywAAyQAAxwAAxQAAwwAAwQAAvwAAvQAAuwAAuQAAtwAAtQAAswAAsQAArwAArQAAqwAAqQAApwAApQAAow\
    AAoQAAnwAAnQAAmwAAmQAAlwAAlQAAkwAAkQAAjwAAjQAAiwAAiQAAhwAAhQAAgwAAgQAAfwAA
    """,
  "Set1": """
    5BocN364Ta9KmE6j/38A//8zplYo94G/mZmZ
    """,
  "Set2": """
    ZsKl/I1ijaDL54rDpthU/9kv5cSUs7Oz
    """,
  "Set3": """
    jdPH//+zvrra+4BygLHT/bRis95p/M3l2dnZvIC9zOvF/+1v
    """,
  "Spectral": """
    ngFCoANCogVDpAhDpgpEqAxEqg9FrRFFrxRGsRZGsxhHtRtHtx1IuiBIvCJJviRJwCdKwilKxCxLxi5LyTBMyzNMzTVNzzh\
    N0TpO0zxO1T5O1kBO2EJN2URN2kZM20hM3ElL3ktL301L4E9K4VFK4lNJ5FVJ5VZI5lhI51pH6VxH6l5G62BG7GFF7WNF72\
    VE8GdE8WlD8mtD9G1D9G9E9HJF9XRG9XdH9XlI9nxK9n5L9oFM94NN94ZO94lP+ItR+I5S+JBT+ZNU+ZVV+phW+ppY+p1Z+\
    59a+6Jb+6Vc/Kde/Kpf/Kxg/a5h/bBj/bJl/bRm/bZo/bhq/bpr/bxt/b5u/cBw/cJy/cRz/cZ1/ch3/cp4/cx6/c58/dB9\
    /dJ//dSB/daC/diE/dqG/dyH/d6J/uCL/uGN/uKP/uOR/uST/uaV/ueX/uiZ/umb/uqd/uyf/u2h/u6j/u+l/vGn/vKp/vO\
    r/vSt/vWv/vex/viz/vm1/vq3/vu5/v27/v69/v6+/f68/P67+/25+v24+fy2+Py19/yz9vuy9fuw9Pqu8/qt8vqr8fmq8P\
    mo7/in7vil7fik7Pei6/eh6vaf6fae6Pac5/Wb5vWZ5vWY4/SY4fOY3/KZ3PGZ2vCa2O+a1e6b0+2b0eyczuuczOqdyumdx\
    +iexeeew+afwOWfvuWgvOSguuOgt+KhteGhs+CisN+irt6jrN2jqdykptukpNqkodmkntiknNekmdakltWklNSkkdKkjtGk\
    i9Ckic+khs6kg82kgcykfsuke8qkeMmkdsikc8ekcMakbsWka8SkaMOkZsKlY7+lYb2mX7unXbioW7apWbSqV7KrVa+sU62\
    tUauuT6ivTaawS6SxSaKyR5+zRZ20Q5u1QZm1P5a2PZS3O5K4OY+5N426NYu7M4m8Moa8NIS7NoK6OIC5OX24O3u3PXm2Pn\
    e1QHW0QnKyRHCxRW6wR2yvSWmuS2etTGWsTmOrUGCqUV6pU1yoVVqnV1emWFWlWlOkXFGjXk+i
    """,
  "spring": """
    /wD//wH+/wL9/wP8/wT7/wX6/wb5/wf4/wj3/wn2/wr1/wv0/wzz/w3y/w7x/w/w/xDv/xHu/xLt/xPs/xTr/xXq/xbp/xf\
    o/xjn/xnm/xrl/xvk/xzj/x3i/x7h/x/g/yDf/yDe/yLd/yPc/yTb/yTa/ybZ/yfY/yjX/yjW/yrV/yvT/yzT/yzS/y7R/y\
    /Q/zDP/zDO/zLN/zPM/zTL/zTK/zbJ/zfI/zjH/zjG/zrF/zvD/zzD/zzC/z7B/z/A/0C//0G+/0G9/0O8/0S7/0W6/0a5/\
    0e4/0i3/0m2/0m1/0uz/0yz/02y/06x/0+w/1Cv/1Gu/1Gt/1Os/1Sr/1Wq/1ap/1eo/1in/1mm/1ml/1uj/1yj/12i/16h\
    /1+g/2Cf/2Ge/2Gd/2Oc/2Sb/2Wa/2aZ/2eY/2iX/2mW/2mV/2uT/2yT/22S/26R/2+Q/3CP/3GO/3GN/3OM/3SL/3WK/3a\
    J/3eI/3iH/3mG/3mF/3uD/3yD/32C/36B/3+A/4B//4F+/4J9/4N8/4N7/4V5/4Z5/4d4/4h3/4l2/4p1/4t0/4xy/41x/4\
    5x/49w/5Bv/5Fu/5Jt/5Ns/5Nr/5Vp/5Zp/5do/5hn/5lm/5pl/5tk/5xi/51h/55h/59g/6Bf/6Fe/6Jd/6Nc/6Nb/6VZ/\
    6ZZ/6dY/6hX/6lW/6pV/6tU/6xS/61R/65R/69Q/7BP/7FO/7JN/7NM/7NL/7VJ/7ZJ/7dI/7hH/7lG/7pF/7tE/7xC/71B\
    /75B/79A/8A//8E+/8I9/8M8/8M7/8U5/8Y4/8c4/8g3/8k2/8o1/8s0/8wy/80x/84w/88w/9Av/9Eu/9It/9Ms/9Mr/9U\
    p/9Yo/9co/9gn/9km/9ol/9sk/9wi/90h/94g/98g/+Af/+Ee/+Id/+Mc/+Mb/+UZ/+YY/+cY/+gX/+kW/+oV/+sU/+wS/+\
    0R/+4Q/+8Q//AP//EO//IN//MM//ML//UJ//YI//cI//gH//kG//oF//sE//wC//0B//4A//8A
    """,
  "summer": """
    AH9mAYBmAoBmA4FmBIFmBYJmBoJmB4NmCINmCYRmCoRmC4VmDIVmDYZmDoZmD4dmEIdmEYhmEohmE4lmFIlmFYpmFopmF4t\
    mGItmGYxmGoxmG41mHI1mHY5mHo5mH49mII9mIJBmIpBmI5FmJJFmJJJmJpJmJ5NmKJNmKJNmKpRmK5VmLJVmLJZmLpZmL5\
    dmMJdmMJhmMphmM5lmNJlmNJpmNppmN5tmOJtmOJxmOpxmO51mPJ1mPJ5mPp5mP59mQJ9mQaBmQaBmQ6FmRKFmRaJmRqJmR\
    6NmSKNmSaNmSaRmS6VmTKVmTaZmTqZmT6dmUKdmUahmUahmU6lmVKlmVapmVqpmV6tmWKtmWaxmWaxmW61mXK1mXa5mXq5m\
    X69mYK9mYbBmYbBmY7FmZLFmZbJmZrJmZ7NmaLNmabNmabRma7VmbLVmbbZmbrZmb7dmcLdmcbhmcbhmc7lmdLlmdbpmdrp\
    md7tmeLtmebxmebxme71mfL1mfb5mfr5mf79mgL9mgcBmgsBmg8Fmg8FmhcJmhsJmh8NmiMNmicNmisRmi8RmjMVmjcZmjs\
    Zmj8dmkMdmkchmkshmk8lmk8lmlcpmlspml8tmmMtmmcxmmsxmm81mnM1mnc5mns5mn89moM9modBmotBmo9Fmo9FmpdJmp\
    tJmp9NmqNNmqdNmqtRmq9RmrNVmrdZmrtZmr9dmsNdmsdhmsthms9lms9lmtdpmttpmt9tmuNtmudxmutxmu91mvN1mvd5m\
    vt5mv99mwN9mweBmwuBmw+Fmw+FmxeJmxuJmx+NmyONmyeNmyuRmy+RmzOVmzeZmzuZmz+dm0Odm0ehm0uhm0+lm0+lm1ep\
    m1upm1+tm2Otm2exm2uxm2+1m3O1m3e5m3u5m3+9m4O9m4fBm4vBm4/Fm4/Fm5fJm5vJm5/Nm6PNm6fNm6vRm6/Rm7PVm7f\
    Zm7vZm7/dm8Pdm8fhm8vhm8/lm8/lm9fpm9vpm9/tm+Ptm+fxm+vxm+/1m/P1m/f5m/v5m//9m
    """,
  "tab10": """
    H3e0/38OLKAs1icolGe9jFZL43fCf39/vL0iF77P
    """,
  "tab20": """
    H3e0rsfo/38O/7t4LKAsmN+K1ico/5iWlGe9xbDVjFZLxJyU43fC97bSf39/x8fHvL0i29uNF77Pntrl
    """,
  "tab20b": """
    OTt5UlSja27PnJ7eY3k5jKJStc9rztucjG0xvZ4557pS58uUhDw5rUlK1mFr55ace0FzpVGUzm293p7W
    """,
  "tab20c": """
    MYK9a67Wnsrhxtvv5lUN/Y08/a5r/dCiMaNUdMR2odmbx+nAdWuxnprIvL3c2trrY2NjlpaWvb292dnZ
    """,
  "terrain": """
    MzOZMTWbMDieLzuhLT2jLECmK0OpKUWrKEiuJ0uxJU2zJFC2I1O5IVW7IFi+H1vBHV3DHGDGG2LJGWXLGGjOF2vRFW3TFHD\
    WE3PZEXXbEHjeDnvhDX3jDIDmC4PpCYXrCIjuB4rxBY3zBJD2A5P5AZX7AJj+AJr6AJz0AJ7uAKDoAKLiAKTcAKbWAKjQAK\
    rKAKzEAK6+ALC4ALKyALSsALamALigALqaALyUAL6OAMCIAMKCAMR8AMZ2AMhwAMpqAcxmBc1nCM1nDc5oEc9pFdBqGdFrH\
    dFrIdJsJdNtKNRuLdVvMdVvNdZwOddxPdhyQdlzRdlzSNp0Tdt1Udx2Vd13Wd13Xd54Yd95ZeB6aOF6beF7ceJ8deN9eeR+\
    feV/geV/heaAiOeBjeiCkemDlemDmeqEneuFoeyGpe2HqO2Hre6Ise+JtfCKufGLvfGLwfKMxfONyPSOzfWP0fWP1faQ2fe\
    R3fiS4fmT5fmT6PqU7fuV8fyW9f2X+f2X/f6Y/v2Y/PuX+viW+PaV9vOU9PCT8u6R8OuQ7umP7OaO6uSN6OGM5t+L5NyK4t\
    mJ4NeI3tSH3NKG2s+F2M2D1sqC08eB0sWA0MJ/zsB+zL19yrt8yLh7xrZ6w7N5wrB4wK52vqt1vKl0uqZzuKRytqFxs59ws\
    pxvsJlurpdtrJRsqpJrqI9qpo1oo4pnoodmoIVlnoJknIBjmn1imHthlnhgk3ZfknNekHBdjm5bjGtaimlZiGZYhmRXg2FW\
    gl9VgFxUgV1Wg2BYhWJbh2VeiGdgi2pjjW1mj29okXJrk3RulXdwl3lzmXx2m395nYF7n4R+oYaBo4mDpYuGp46JqJCLq5O\
    OrZaRr5iTsZuWs52ZtaCbt6KeuaWhu6ejvaqmv62pwa+rw7KuxLSxx7ezyLm2y7y5zb+7z8G+0cTB08bE1MnG18vJ2c7M29\
    DO3dPR39bU4djW49vZ5N3c5+De6OLh6+Xk7efm7+rp8e3s8+/u9PLx9/T0+ff2+/n5/fz8////
    """,
  "turbo": """
    MBI7MRVCMhhKNBtRNR5YNiFfNyNlOCZsOSlyOix5Oy9/PDKFPDWLPTeRPjqWPz2cQEChQEOmQUWrQUiwQku1Q066Q1C+Q1P\
    CRFbHRFjLRVvORV7SRWDWRWPZRmbdRmjgRmvjRm3mRnDoRnPrRnXtRnjwRnryRn30Rn/2RoL4RYT5RYf7RYn8RIz9Q479Qp\
    H+QZP+QJb+P5j+Ppv+PJ39O6D8OaL8OKX7Nqj5NKr4M6z2Ma/1L7HzLbTxK7bvKrntKLvrJr3pJcDmI8LkIcThIMbfHsncH\
    cvaHM3XG8/UGtHSGdPPGNXMGNfKF9nHF9rEF9zCF96/GOC9GOG6GeO4GuS2G+W0HeexHuivIOmsIuupJOymJ+2jKe6gLO+d\
    L/CaMvGXNfOUOPSRO/SNP/WKQvaHRveDSviATfl8Ufl5Vfp2WftyXftvYfxsZfxoaf1lbf1icf1fdP5ceP5ZfP5WgP5ThP5\
    Qh/5Ni/5Ljv5Ikv5Glf5EmP5Cm/1Anv0+ofw9pPw7pvs6qfs5rPo3rvk3sfg2s/g1tvc1ufU0u/Q0vvM0wPIzw/Ezxe8zyO\
    4zyu0zzes0z+o00eg01Oc11uU12OM12uI23eA239424dw349o35dg459c46NU46tM57NE57c8578058Ms68sg688Y69MQ69\
    sI698A5+L45+bw5+bo4+rc3+7U3+7M2/LA1/K40/asz/aky/aYx/aMw/qEv/p4u/pst/pgs/ZUr/ZIp/Y8o/Ywn/Ikm/IYk\
    +4Mj+4Ai+n0g+nof+Xce+HQc93Eb924a9msY9WgX9GUW82MV8mAU8V0T71oR7lgQ7VUP7FIO6lAN6U0N6EsM5kkL5UYK40Q\
    K4kIJ4EAI3j4I3TwH2zoH2TgG1zYG1jQF1DIF0jAF0C8Ezi0EyysDySkDxygDxSYCwyQCwCMCviECux8BuR4BthwBtBsBsR\
    kBrhgBrBYBqRUBphQBoxIBoBEBnRABmg4Blw0BlAwBkQsBjgoBiwkBhwgBhAcBgQYCfQUCegQC
    """,
  "twilight": """
    4dji4dji4Nni4Nnh39nh39nh3tng3dng3dng3Njf29jf2tje2dje2dfe2Nfd19fd1tbc1dbc1Nbb09Xb0tXa0NTaz9TZztP\
    YzdLYy9LXytHXydHWx9DWxs/Vxc/Uw87Uws3TwM3Tv8zSvcvSvMrRusrQucnQt8jPtsfPtMfOs8bOscXNsMTNrsTMrcPMq8\
    LMqsHLqMDLp8DKpb/KpL7Kor3JobzJn7vJnrvInLrIm7nImrjHmLfHl7bHlrXGlLTGk7TGkrPGkLLFj7HFjrDFjK/Fi67Fi\
    q3EiazEiKvEhqvEharEhKnDg6jDgqfDgabDgKXDf6TCfqPCfaLCfKHCe6DCep/CeZ7BeJ3Bd5zBdpvBdZrBdJrBc5nBc5jA\
    cpfAcZbAcJXAb5TAb5PAbpK/bZG/bZC/bI+/a46/a42/aou+aoq+aYm+aIi+aIe+Z4a+Z4W9ZoS9ZoO9ZYK9ZYG9ZYC8ZH+\
    8ZH68ZH28Y3y7Y3u7Y3q7Yni7Yne6Yna6YXW6YXS6YXO5YXK5YXG5YHC4YG64YG24YGy3YGu3YGq3X2m2X2i2X2e2X2W1X2\
    S1X2O0X2K0X2G0X2CzX16zXl2yXlyyXluxXlqxXlmwXlewXlavXlWvXlSuXlOtXlGtXlCsXk+sXk6rXk2qXkuqXkqpXUmoX\
    UinXUanXUWmXUSlXUOkXUKkXUCjXT+iXT6hXD2gXDyfXDqeXDmdXDicXDebXDWaWzSZWzOYWzKXWzGWWjCVWi6UWi2SWiyR\
    WSuQWSqPWSmNWCiMWCeLVyWJVySIVyOGViKFViGDVSGCVSCAVB9/Ux59Ux18Uhx6Uht4URt3UBp1UBlzTxlyThhwTRduTRd\
    sTBZrSxZpShVnSRVmSRVkSBRiRxRgRhNfRRNdRBNbRBJaQxJYQhJXQRJVQBFUPxFSPhFRPhFPPRFOPBFMOxFLOhBKOhBIOR\
    BHOBBGOBBFNxBDNhBCNhBBNRBANBA/NBE+MxE9MxE8MhE7MhE7MhE6MRI5MBI4MBM3LxM3LxQ2LxM2MBM2MRI2MRI3MhI3M\
    xE3MxE3NBE3NRE4NRE4NhE4NxE4NxE5OBE5ORE5OhE6OxE6PBE7PRE7PhE8PxE8QBE8QRE9QhE9QxI+RBI/RRI/RhJARxJA\
    SRJBShNBSxNCTBNCTRNDTxRDUBREURREUhRFVBVFVRVGVhVGWBVHWRZHWhZIXBZIXRdJXhdJXxdKYRhKYhhLYxhLZRlLZhl\
    MZxlMaRpMahpNaxpNbRtNbhtObxxOcRxOch1Ocx1OdR5Pdh5Pdx9PeB9PeiBPeyBPfCFPfSFQfyJQgCNQgSNQgiRQgyVQhC\
    VQhiZQhydQiChQiShQiilQiypQjCtQjSxQjyxQkC1QkS5Qki9PkzBPlDFPlTJPljJPlzNPmDRPmTVPmjZPmjdPmzhPnDlPn\
    TpPnjtPnzxPoD1PoT5Poj9PokBPo0FPpEJPpUNPpkRPp0VPp0ZPqEdQqUlQqkpQqktQq0xQrE1QrU5QrU9QrlBRr1FRr1JR\
    sFRRsVVRslZSsldSs1hSs1lStFpTtVtTtV1Ttl5Utl9Ut2BUuGFVuGJVuWRWuWVWumZXumdXu2hXu2pYvGtZvGxZvW1avW5\
    avnBbvnFbv3Jcv3NdwHRdwHZewHdfwXhgwXlgwnthwnxiwn1jw35kw39lw4FmxIJnxINoxIRpxYZqxYdrxYhsxoltxotuxo\
    xvx41wx45xx49yx5F0yJJ1yJN2yJR4yZZ5yZd6yZh7yZl9ypt+ypyAyp2Byp6Dy5+Ey6GFy6KHzKOJzKSKzKWMzKeNzaiPz\
    amQzaqSzquUzqyVzq6Xz6+Zz7Caz7Gc0LKe0LOf0bSh0baj0bek0rim0rmo07qp07ur07yt1L2v1L6w1b+y1cC01sG11sK3\
    18O518S72MW82Ma+2MfA2cjB2cnD2srE2svG28zI283J287L3M7M3M/N3dDP3dHQ3dHR3tLT3tPU3tPV39TW39XX39XY39b\
    Z4Nba4Nbb4Nfc4Nfd4dfd4dje4djf4djf4djg4djh4djh
    """,
  "twilight_shifted": """
    LxM3MBM3MBI4MRI5MhE6MhE7MhE7MxE8MxE9NBE+NBA/NRBANhBBNhBCNxBDOBBFOBBGORBHOhBIOhBKOxFLPBFMPRFOPhF\
    PPhFRPxFSQBFUQRJVQhJXQxJYRBJaRBNbRRNdRhNfRxRgSBRiSRVkSRVmShVnSxZpTBZrTRdsTRduThhwTxlyUBlzUBp1UR\
    t3Uht4Uhx6Ux18Ux59VB9/VSCAVSGCViGDViKFVyOGVySIVyWJWCeLWCiMWSmNWSqPWSuQWiyRWi2SWi6UWjCVWzGWWzKXW\
    zOYWzSZXDWaXDebXDicXDmdXDqeXDyfXD2gXT6hXT+iXUCjXUKkXUOkXUSlXUWmXUanXUinXUmoXkqpXkuqXk2qXk6rXk+s\
    XlCsXlGtXlOtXlSuXlWvXlavXlewXlmwXlqxXluxXlyyXl2yX16zX2CzX2G0X2K0X2O0X2S1X2W1X2e2X2i2X2m2YGq3YGu\
    3YGy3YG24YG64YHC4YXG5YXK5YXO5YXS6YXW6Yna6Yne6Yni7Y3q7Y3u7Y3y7ZH28ZH68ZH+8ZYC8ZYG9ZYK9ZoO9ZoS9Z4\
    W9Z4a+aIe+aIi+aYm+aoq+aou+a42/a46/bI+/bZC/bZG/bpK/b5PAb5TAcJXAcZbAcpfAc5jAc5nBdJrBdZrBdpvBd5zBe\
    J3BeZ7Bep/Ce6DCfKHCfaLCfqPCf6TCgKXDgabDgqfDg6jDhKnDharEhqvEiKvEiazEiq3Ei67FjK/FjrDFj7HFkLLFkrPG\
    k7TGlLTGlrXGl7bHmLfHmrjHm7nInLrInrvIn7vJobzJor3JpL7Kpb/Kp8DKqMDLqsHLq8LMrcPMrsTMsMTNscXNs8bOtMf\
    OtsfPt8jPucnQusrQvMrRvcvSv8zSwM3Tws3Tw87Uxc/Uxs/Vx9DWydHWytHXy9LXzdLYztPYz9TZ0NTa0tXa09Xb1Nbb1d\
    bc1tbc19fd2Nfd2dfe2dje2tje29jf3Njf3dng3dng3tng39nh39nh4Nnh4Nni4dji4dji4djh4djh4djg4djf4djf4dje4\
    dfd4Nfd4Nfc4Nbb4Nba39bZ39XY39XX39TW3tPV3tPU3tLT3dHR3dHQ3dDP3M/N3M7M287L283J28zI2svG2srE2cnD2cjB\
    2MfA2Ma+2MW818S718O51sK31sG11cC01b+y1L6w1L2v07yt07ur07qp0rmo0rim0bek0baj0bSh0LOf0LKez7Gcz7Caz6+\
    Zzq6XzqyVzquUzaqSzamQzaiPzKeNzKWMzKSKzKOJy6KHy6GFy5+Eyp6Dyp2BypyAypt+yZl9yZh7yZd6yZZ5yJR4yJN2yJ\
    J1x5F0x49yx45xx41wxoxvxotuxoltxYhsxYdrxYZqxIRpxINoxIJnw4Fmw39lw35kwn1jwnxiwnthwXlgwXhgwHdfwHZew\
    HRdv3Ndv3JcvnFbvnBbvW5avW1avGxZvGtZu2pYu2hXumdXumZXuWVWuWRWuGJVuGFVt2BUtl9Utl5UtV1TtVtTtFpTs1lS\
    s1hSsldSslZSsVVRsFRRr1JRr1FRrlBRrU9QrU5QrE1Qq0xQqktQqkpQqUlQqEdQp0ZPp0VPpkRPpUNPpEJPo0FPokBPoj9\
    PoT5PoD1PnzxPnjtPnTpPnDlPmzhPmjdPmjZPmTVPmDRPlzNPljJPlTJPlDFPkzBPki9PkS5QkC1QjyxQjSxQjCtQiypQii\
    lQiShQiChQhydQhiZQhCVQgyVQgiRQgSNQgCNQfyJQfSFQfCFPeyBPeiBPeB9Pdx9Pdh5PdR5Pcx1Och1OcRxObxxObhtOb\
    RtNaxpNahpNaRpMZxlMZhlMZRlLYxhLYhhLYRhKXxdKXhdJXRdJXBZIWhZIWRZHWBVHVhVGVRVGVBVFUhRFURREUBRETxRD\
    TRNDTBNCSxNCShNBSRJBRxJARhJARRI/RBI/QxI+QhE9QRE9QBE8PxE8PhE8PRE7PBE7OxE6OhE6ORE5OBE5NxE5NxE4NhE\
    4NRE4NRE4NBE3MxE3MxE3MhI3MRI3MRI2MBM2LxM2LxQ2
    """,
  "vanimo": """
    /8z8/cn6+8f4+sT2+MH0977y9bvw9Lju8rXs8bLp77Dn7a3l7Krj6qfh6aXf56Ld5p/b5J3Z45rX4ZfV35XT3pLR3JDP243\
    N2YvL2IjK1obI1IPG04HE0X7C0HzAznq+zHe8y3W6yXO4yHG3xm+1xGyzw2qxwWivv2atvmSsvGKqumCouV+mt12ktVuitF\
    mhslefsFadrlSbrFKZq1GYqU+Wp02UpUySo0qQoUmOn0eMnUWKmkSImEKGlkGElD+BkT5/jzx9jTt7ijp5iDh2hTd0gzVyg\
    DRwfjNtezJreTBpdi9mcy5kcS1ibitfaypdaSlaZihYYydWYSZTXiVRWyRPWSNMViJKUyFIUSBFTh9DTB5BSR4/Rh08RBw6\
    Qhs4Pxs2PRo0OxkyORkwNxgvNRctMxcrMRcpLxYoLRYmLBUlKhUjKBUiJxQhJhQgJBQeIxQdIhMcIRMbIBMaHxMZHhMZHhM\
    YHRMXHBMXHBMWGxMVGxQVGhQUGhQUGhQTGRQTGRUSGRUSGRUSGRYSGRYRGRcRGRcRGRgRGRkRGRkRGRoRGhsRGhwRGh0RGx\
    0RGx4RHCARHCERHSIRHSMSHiQSHyYSICcSICgSISoTIisTIy0TJC4UJTAUJjIUJzMVKDUVKTcVKjgWKzoWLTwXLj4XL0AXM\
    EEYMUMYM0UZNEcZNUkaNksaOE0bOU4bOlAcPFIcPVQdPlYeQFgeQVofQlsfRF0gRV8gRmEhR2MhSWUiSmcjS2gjTWokTmwk\
    T24lUXAmUnEmU3MnVHUnVncoV3gpWHopWXwqW30rXH8rXYEsXoMtYIQtYYYuYogvZIowZYwxZo0yaI8yaZEzapM0bJU1bZc\
    2b5k4cJs5cp06c587daE9d6M+eKVAeqdBe6lDfaxEf65GgbBIgrJKhLVMhrdOiLlQirxTjL5VjsBXj8NakcVck8hflcpil8\
    1lmc9onNJrntRuoNdxotl0pNx4pt97qOF/quSCrOeGrumKseyNs++RtfGVt/SZufedu/qhvfyl
    """,
  "viridis": """
    RAFURAJVRANXRQVYRQZaRQhbRglcRgteRgxfRg5hRw9iRxFjRxJlRxRmRxVnRxZpRxhqSBlrSBpsSBxuSB1vSB5wSCBxSCF\
    ySCJzSCN0RyV1RyZ2Ryd3Ryh4Ryp5Ryt6Ryx7Ri18Ri98RjB9RjF+RTJ/RTR/RTWARTaBRDeBRDmCQzqDQzuDQzyEQj2EQj\
    6FQkCFQUGGQUKGQEOHQESHP0WHP0eIPkiIPkmJPUqJPUuJPUyJPE2KPE6KO1CKO1GKOlKLOlOLOVSLOVWLOFaLOFeMN1iMN\
    1mMNlqMNluMNVyMNV2MNF6NNF+NM2CNM2GNMmKNMmONMWSNMWWNMWaNMGeNMGiNL2mNL2qNLmuOLmyOLm2OLW6OLW+OLHCO\
    LHGOLHKOK3OOK3SOKnWOKnaOKneOKXiOKXmOKHqOKHqOKHuOJ3yOJ32OJ36OJn+OJoCOJoGOJYKOJYONJISNJIWNJIaNI4e\
    NI4iNI4mNIomNIoqNIouNIYyNIY2MIY6MII+MIJCMIJGMH5KMH5OLH5SLH5WLH5aLHpeKHpiKHpmKHpmKHpqJHpuJHpyJHp\
    2IHp6IHp+IHqCHH6GHH6KGH6OGIKSFIKWFIaaFIaeEIqeEI6iDI6mCJKqCJauBJqyBJ62AKK5/Ka9/KrB+K7F9LLF9LrJ8L\
    7N7MLR6MrV6M7Z5Nbd4Nrh3OLl2Obl2O7p1Pbt0PrxzQL1yQr5xRL5wRb9vR8BuScFtS8JsTcJrT8NpUcRoU8VnVcZmV8Zl\
    WcdkW8hiXslhYMlgYspfZMtdZ8xcacxba81Zbc5YcM5Wcs9VdNBUd9BSedFRfNJPftJOgdNMg9NLhtRJiNVHi9VGjdZEkNZ\
    DktdBldc/l9g+mtg8ndk6n9k4oto3pdo1p9szqtsyrdwwr9wust0std0rt90put4nvd4mv98kwt8ixd8hx+AfyuAezeAdz+\
    Ec0uEb1OEa1+IZ2uIY3OIY3+MY4eMY5OMY5+QZ6eQZ7OQa7uUb8eUc8+Ue9uYf+OYh+uYi/eck
    """,
  "winter": """
    AAD/AAH+AAL+AAP9AAT9AAX8AAb8AAf7AAj7AAn6AAr6AAv5AAz5AA34AA74AA/3ABD3ABH2ABL2ABP1ABT1ABX0ABb0ABf\
    zABjzABnyABryABvxABzxAB3wAB7wAB/vACDvACDuACLuACPtACTtACTsACbsACfrACjrACjqACrqACvpACzpACzoAC7oAC\
    /nADDnADDmADLmADPlADTlADTkADbkADfjADjjADjiADriADvhADzhADzgAD7gAD/fAEDfAEHeAEHeAEPdAETdAEXcAEbcA\
    EfbAEjbAEnaAEnaAEvZAEzZAE3YAE7YAE/XAFDXAFHWAFHWAFPVAFTVAFXUAFbTAFfTAFjTAFnSAFnSAFvRAFzRAF3QAF7Q\
    AF/PAGDPAGHOAGHOAGPNAGTNAGXMAGbMAGfLAGjLAGnKAGnKAGvJAGzJAG3IAG7IAG/HAHDHAHHGAHHGAHPFAHTFAHXEAHb\
    DAHfDAHjDAHnCAHnCAHvBAHzBAH3AAH7AAH+/AIC/AIG+AIK+AIO9AIO9AIW8AIa8AIe7AIi7AIm6AIq6AIu5AIy5AI24AI\
    64AI+3AJC3AJG2AJK2AJO1AJO1AJW0AJazAJezAJizAJmyAJqyAJuxAJyxAJ2wAJ6wAJ+vAKCvAKGuAKKuAKOtAKOtAKWsA\
    KasAKerAKirAKmqAKqqAKupAKypAK2oAK6oAK+nALCnALGmALKmALOlALOlALWkALajALejALijALmiALqiALuhALyhAL2g\
    AL6gAL+fAMCfAMGeAMKeAMOdAMOdAMWcAMacAMebAMibAMmaAMqaAMuZAMyZAM2YAM6YAM+XANCXANGWANKWANOVANOVANW\
    UANaTANeTANiTANmSANqSANuRANyRAN2QAN6QAN+PAOCPAOGOAOKOAOONAOONAOWMAOaMAOeLAOiLAOmKAOqKAOuJAOyJAO\
    2IAO6IAO+HAPCHAPGGAPKGAPOFAPOFAPWEAPaDAPeDAPiDAPmCAPqCAPuBAPyBAP2AAP6AAP9/
    """,
  "Wistia": """
    5P965P545P525f115f1z5v1y5vxw5vxv5/xt5/ts6Ptq6Ptp6fpn6fpm6flk6vlj6vlh6/hg6/he7Phd7Pdb7Pda7fdY7fZ\
    X7vZV7vVU7/VS7/VR7/RP8PRO8PRM8fNL8fNJ8fNI8vJG8vJF8/JD8/FC9PFA9PA/9PA99fA89e869u859u839+429+409+\
    4z+O0x+O0w+ewu+ewt+uwr+usq+uso++sn++ol/Ook/Ooi/Okh/ekf/ege/ugc/ugb/+cZ/+cZ/+YZ/+UY/+UY/+QX/+MX/\
    +MX/+IW/+EW/+EV/+AV/98V/98U/94U/90T/90T/9wS/9sS/9sS/9oR/9kR/9gQ/9gQ/9cQ/9YP/9YP/9UO/9QO/9QO/9MN\
    /9IN/9IM/9EM/9AM/9AL/88L/84K/84K/80J/8wJ/8wJ/8sI/8oI/8oH/8kH/8gH/8gG/8cG/8YF/8YF/8UF/8QE/8QE/8M\
    D/8ID/8ID/8EC/8AC/8AB/78B/74B/74A/70A/7wA/7wA/7sA/7sA/7oA/7oA/7oA/7kA/7kA/7gA/7gA/7cA/7cA/7YA/7\
    YA/7UA/7UA/7UA/7QA/7QA/7MA/7MA/7IA/7IA/7EA/7EA/7AA/7AA/7AA/68A/68A/64A/64A/60A/60A/6wA/6wA/6sA/\
    6sA/6sA/6oA/6oA/6kA/6kA/6gA/6gA/6cA/6cA/6YA/6YA/6YA/6UA/6UA/6QA/6QA/6MA/6MA/6IA/6IA/6EA/6EA/6EA\
    /6AA/6AA/p8A/p8A/p4A/p4A/p0A/p0A/pwA/psA/psA/poA/poA/pkA/pkA/pgA/pgA/pcA/pcA/pYA/pYA/pUA/pUA/ZQ\
    A/ZQA/ZMA/ZMA/ZIA/ZIA/ZEA/ZEA/ZAA/ZAA/Y8A/Y8A/Y4A/Y4A/Y0A/YwA/YwA/YsA/YsA/YoA/YoA/IkA/IkA/IgA/I\
    gA/IcA/IcA/IYA/IYA/IUA/IUA/IQA/IQA/IMA/IMA/IIA/IIA/IEA/IEA/IAA/IAA/H8A/H8A
    """,
  "YlGn": """
    ///l/v7j/v7i/v7g/f7f/f7e/f7c/f7b/P7Z/P7Y/P7X/P3V+/3U+/3T+/3R+/3Q+v3O+v3N+v3M+v3K+f3J+f3I+fzG+fz\
    F+PzD+PzC+PzB+Py/9/y+9/y89/y79/y69vu49fu49fu39Pq28/q28vq18fm08Pm07/iz7viy7fiy7Pex6/ew6vev6fav6P\
    au5/Wt5vWt5fWs5fSr5PSr4/Sq4vOp4fOp4PKo3/Kn3vKm3fGm3PGl2/Gk2vCk2fCj2O+i1++i1e6h1O6g0+2g0eyf0Oyez\
    uuezeudzOqcyumcyembyOiaxuiaxeeZw+aYwuaYweWXv+WWvuSWveOVu+OVuuKUuOKTt+GTtuCStOCRs9+Rst+QsN6Pr92P\
    rd2OrNyNqtyNqduMp9qLpdmLpNmKotiJoNeJn9aIndaHm9WHmtSGmNSFltOFldKEk9GDkdGDkNCCjs+BjM+Bi86Aic1/h8x\
    /hsx+hMt9gsp9gcl8f8l7fch7fMd6esd5eMZ5d8V4dcR3c8N2ccN1cMJ1bsF0bMBza79yab5xZ71wZb1vZLxuYrtuYLptXr\
    lsXbhrW7hqWbdpWLZoVrVnVLRmUrNmUbJlT7JkTbFjS7BiSq9hSK5gRq1fRa1fQ6xeQatdQKpcP6lbPqdaPaZaPKVZO6RYO\
    qJXOaFWOKBVN59VN55UNpxTNZtSNJpRM5lRMpdQMZZPMJVOL5RNLpJMLZFMLJBLK49KKo5JKYxIKItIJ4pHJ4lGJodFJYZE\
    JIVEI4RDIoNCIYJCH4FBHoBBHX9BHH5AG35AGn1AGXw/GHs/F3o+Fnk+FXg+E3c9Enc9EXY9EHU8D3Q8DnM7DXI7DHE7C3A\
    6CnA6CG86B245Bm05BWw4BGs4A2o4Amk3AWg3AGg3AGc2AGU2AGQ1AGM1AGI0AGE0AGAzAF8zAF4zAF0yAFwyAFoxAFkxAF\
    gwAFcwAFYwAFUvAFQvAFMuAFIuAFEtAE8tAE4sAE0sAEwsAEsrAEorAEkqAEgqAEcpAEYpAEUp
    """,
  "YlGnBu": """
    ///Z/v7X/f7W/f7V/P7T/P3S+/3R+/3Q+v3O+f3N+fzM+PzL+PzJ9/zI9/vH9vvG9fvE9fvD9PvC9PrB8/q/8/q+8vq98vm\
    88fm68Pm58Pm47/m37/i17vi07viz7fiy7Pex6/ex6vex6fax6Pax5vWx5fWx5PSx4/Sx4vOx4POx3/Ky3vKy3fGy3PGy2v\
    Cy2fCy2O+y1++y1u+y1e6y0+6y0u2z0e2z0Oyzz+yzzeuzzOuzy+qzyuqzyemzx+mzxui0xOe0wee0v+a0veW0u+S1uOO1t\
    uK1tOG1suC2r9+2rd+2q962qd22pty3pNu3otq3oNm3ndi4m9i4mde4l9a4lNW4ktS5kNO5jdK5i9G5idG5h9C6hM+6gs66\
    gM26fsy7fMy7esu7eMq7dsm8dMm8csi8cMe9bsa9bMa9asW9aMS+ZsS+ZMO+Y8K/YcG/X8G/XcC/W7/AWb/AV77AVb3BU7z\
    BUbzBT7vBTbrCS7nCSbnCR7jDRbfDQ7fDQbbDQLXDP7TDPrPDPbHDO7DDOq/DOa7DOK3DN6zCNqrCNanCNKjCMqfCMabCMK\
    XCL6TCLqLBLaHBLKDBKp/BKZ7BKJ3BJ5vBJprBJZnAJJjAI5fAIZbAIJTAH5PAHpLAHZHAHZC/HY6+HYy+HYu9HYm8HYi7H\
    oa7HoS6HoO5HoG4HoC4Hn63Hny2H3u1H3m0H3i0H3azH3SyH3OxIHGxIHCwIG6vIGyuIGuuIGmtIWisIWarIWSrIWOqIWGp\
    IWCoIV6oIl2nIlumIlqmIlmlIlelIlakIlWjIlOjIlKiIlGhI0+hI06gI02gI0ufI0qeI0meI0edI0acI0WcI0ObI0KaJEG\
    aJECZJD6ZJD2YJDyXJDqXJDmWJDiVJDaVJDWUJDSUJDOSIzKQIjGOITGMIDCKHy+IHi+HHS6FHC2DHCyBGyx/Git9GSp7GC\
    l5Fyl4Fih2FSd0FCdyEyZwEiVuEiRsESRqECNoDyJnDiJlDSFjDCBhCx9fCh9dCR5bCB1ZCB1Y
    """,
  "YlOrBr": """
    ///l//7j//7i//7h//3f//3e//3d//3b//za//zZ//zY//zW//vV//vU//vS//vR//rQ//rP//rN//rM//nL//nJ//nI//n\
    H//jG//jE//jD//jC//fA//e///e+//e9/va7/va6/vW5/vW3/vS2/vO1/vOz/vKy/vGx/vGv/vCu/vCs/u+r/u6q/u6o/u\
    2n/uym/uyk/uuj/uui/uqg/umf/ume/uic/ueb/uea/uaY/uWX/uWW/uSU/uST/uOS/uKQ/uGO/uCM/t+K/t6I/t2G/tyE/\
    tuB/tp//tp9/tl7/th5/td3/tZ1/tVz/tRx/tNv/tJt/tFr/tBp/s9n/s5l/s1i/sxg/ste/spc/sla/shY/sdW/sZU/sVS\
    /sRQ/sNO/sJN/sBM/r9K/r5J/rxI/rtH/rpG/rhF/rdD/rZC/rRB/rNA/rE//rA9/q88/q07/qw6/qs5/qk3/qg2/qc1/qU\
    0/qQz/qMx/qEw/qAv/p8u/p0t/pwr/psq/pkp/Zgo/Zco/JUn/JQm+5Mm+pEl+pAk+Y8k+Y4j+Iwi+Isi94oh9ogg9ocg9Y\
    Yf9YUe9IMe9IId84Ec8n8c8n4b8X0a8Xwa8HoZ8HkY73gY73YX7nUW7XQW7XMV7HEU7HAU628T6m4T6W0S6GsR52oR5mkQ5\
    WgQ5GcP42YP4mUO4WQO4GIN32EM3mAM3V8L3F4L210K2lwK2VoJ2FkI11gI1lcH1VYH1FUG01QG0lMF0VEE0FAEz08Dzk4D\
    zU0CzEwCyksCyUoCx0kCxkkCxEgCwkcCwUYCv0YCvkUCvEQCukMCuUMCt0ICtkECtEACskACsT8Drz4Drj0DrD0DqjwDqTs\
    DpzoDpjoDpDkDojgDoTcDnzcDnjYDnDUDmjQDmTQDlzMEljMElDIEkjIEkTEEjzEEjjAEjDAEii8EiS8Ehy4Ehi4EhC0Egi\
    0EgS0EfywEfiwFfCsFeisFeSoFdyoFdikFdCkFcigFcSgFbycFbicFbCYFaiYFaSUFZyUFZiUF
    """,
  "YlOrRd": """
    ///M//7K//3J//3H//zG//zF//vD//vC//rA//m///m+//i8//i7//e6//e4//a3//W1//W0//Sz//Sx//Ow//Ov//Kt//K\
    s//Gq//Cp//Co/++m/++l/+6j/+6i/+2h/uyf/uye/uud/uub/uqa/umZ/umX/uiW/ueV/ueT/uaS/uaR/uWQ/uSO/uSN/u\
    OM/uKK/uKJ/uGI/uGG/uCF/t+E/t+C/t6B/t2A/t1+/tx9/tt8/tt6/tp5/tp4/tl2/th1/td0/tZz/tVx/tNw/tJv/tFt/\
    tBs/s5r/s1p/sxo/stn/spl/shk/sdj/sZh/sVg/sNf/sJd/sFc/sBb/r9a/r1Y/rxX/rtW/rpU/rhT/rdS/rZQ/rVP/rNO\
    /rJM/bFL/bBL/a9K/a5K/axJ/atJ/apI/alI/ahH/adH/aVG/aRG/aNF/aJF/aFE/aBE/Z5D/Z1D/ZxC/ZtC/ZpB/ZlB/Zh\
    A/ZZA/ZU//ZQ//ZM+/ZI+/ZE9/Y89/Y48/Y08/Iw7/Io7/Ig6/IY6/IQ5/II4/IA4/H43/Hw3/Ho2/Hg2/HY1/HQ0/HI0/H\
    Az/G4z/Gwy/Goy/Ggx/GYw/GQw/GIv/GAv/F4u/Fwu/Fot/Fgt/FYs/FQr/FIr/FAq/E4q+0wp+ksp+Uko+Ugo+EYn90Qn9\
    kMn9kEm9T8m9D4l8zwl8jsk8jkk8Tck8DYj7zQj7jIi7jEi7S8h7C0h6ywg6yog6ikg6Scf6CUf5yQe5yIe5iAd5R8d5B0c\
    4xwc4xoc4hkc4Bgc3xcc3hYd3RYd3BUd2hQe2RMe2BIe1xIf1hEf1BAf0w8g0g4g0Q0g0A0gzwwhzQshzAohywkiygkiyQg\
    ixwcjxgYjxQUjxAQkwwQkwQMkwAIlvwElvgAlvQAluwAmuQAmtwAmtQAmswAmsQAmrwAmrQAmrAAmqgAmqAAmpgAmpAAmog\
    AmoAAmngAmnAAmmgAmmAAmlgAmlQAmkwAmkQAmjwAmjQAmiwAmiQAmhwAmhQAmgwAmgQAmgAAm
    """,
]

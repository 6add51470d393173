// The locale's characters, which Swift can't ask for itself.
#ifndef CTEXT_H
#define CTEXT_H

#include <stdbool.h>
#include <wchar.h>

// Has LC_CTYPE follow the environment, or C.UTF-8 where that names no UTF-8. False: there is none.
bool plens_use_utf8(void);

// Cells of a character; -1 for control characters.
int plens_cell_width(wchar_t character);

#endif

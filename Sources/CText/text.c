#define _GNU_SOURCE  // wcwidth
#include <CText.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>

bool plens_use_utf8(void) {
  // LC_CTYPE alone: a decimal comma must not reach JSON or CSV.
  if (setlocale(LC_CTYPE, "") && !strcmp(nl_langinfo(CODESET), "UTF-8")) return true;
  return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

int plens_cell_width(wchar_t character) { return wcwidth(character); }

#include <oniguruma.h>

// Oniguruma's globals and its variadic function, which Swift 6 can't name, behind inline functions.

static inline int plens_onig_new(
    OnigRegex *regex, const OnigUChar *start, const OnigUChar *end, OnigErrorInfo *info) {
  return onig_new(
      regex, start, end, ONIG_OPTION_NONE, ONIG_ENCODING_UTF8, ONIG_SYNTAX_DEFAULT, info);
}

// Writes what `code` means into `text`, which holds ONIG_MAX_ERROR_MESSAGE_LEN bytes; returns the length.
static inline int plens_onig_message(OnigUChar *text, int code, OnigErrorInfo *info) {
  return info ? onig_error_code_to_str(text, code, info) : onig_error_code_to_str(text, code);
}

// The ranges of code points with a Unicode property: a count, then first and last of each. NULL if unknown.
static inline const OnigCodePoint *plens_onig_ranges(const OnigUChar *start, const OnigUChar *end) {
  OnigEncoding utf8 = ONIG_ENCODING_UTF8;
  int property = ONIGENC_PROPERTY_NAME_TO_CTYPE(utf8, (OnigUChar *)start, (OnigUChar *)end);
  OnigCodePoint single;
  const OnigCodePoint *ranges = 0;
  if (property < 0) return 0;
  return ONIGENC_GET_CTYPE_CODE_RANGE(utf8, property, &single, &ranges) == 0 ? ranges : 0;
}

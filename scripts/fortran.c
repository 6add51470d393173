// The one function of Fortran's runtime that LAPACK calls: text a and text b joined, cut or filled with blanks to a length.
#include <string.h>

void _gfortran_concat_string(size_t length, char *joined, size_t a_length, const char *a, size_t b_length, const char *b) {
  size_t a_count = a_length < length ? a_length : length;
  size_t b_count = b_length < length - a_count ? b_length : length - a_count;
  memcpy(joined, a, a_count);
  memcpy(joined + a_count, b, b_count);
  memset(joined + a_count + b_count, ' ', length - a_count - b_count);
}

// The Python code that runs in the processes of figure functions (see Python/worker.py).
#ifndef PLENS_CPYTHONWORKER_H
#define PLENS_CPYTHONWORKER_H
#include <stddef.h>

#pragma clang assume_nonnull begin

/// A text in read-only pages of the program, ended by a zero byte.
typedef struct {
  const char *name;
  const char *text;
} plens_python_source;

/// The program given to `python3 -c`.
const char *plens_python_worker(void);

/// The program that reads and writes tables for a survey (see Python/tables.py).
const char *plens_python_tables(void);

/// The package's modules by their full names; the last one has an empty name.
const plens_python_source *plens_python_modules(void);

#pragma clang assume_nonnull end
#endif

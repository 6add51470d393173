// Starts and ends Python processes, and holds the Python code that runs in them (see Python/worker.py).
#ifndef PLENS_CPYTHONWORKER_H
#define PLENS_CPYTHONWORKER_H
#include <stddef.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

/// A text in read-only pages of the program, ended by a zero byte.
typedef struct {
  const char *name;
  const char *text;
} plens_python_source;

/// The program given to `python3 -c`.
const char *plens_python_worker(void);

/// The package's modules by their full names; the last one has an empty name.
const plens_python_source *plens_python_modules(void);

/// A running process, in a session and process group of its own so that no key of the terminal reaches it.
typedef struct {
  pid_t pid;
  int exchange;  // a socket, non-blocking: its standard input
  int messages;  // the end of a pipe, non-blocking: its standard output and error
  int ended;     // becomes readable when it ends; -1 before Linux 5.3
} plens_process;

/// Starts `program`, found on PATH, with NULL-ended arguments and environment; returns 0 or errno.
///
/// It inherits nothing but the three standard descriptors, and no signal mask or ignored signal.
int plens_process_start(
    const char *program, char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nonnull environment,
    plens_process *process);

/// Kills the process and all of its group, waits for it, closes the descriptors, and returns its
/// status as waitpid does: of its own end, if that came first.
int plens_process_end(plens_process process);

#pragma clang assume_nonnull end
#endif

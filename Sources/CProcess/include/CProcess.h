// Starts programs of the system, ends those that are exchanged messages with, and sets what this one may take.
#ifndef PLENS_CPROCESS_H
#define PLENS_CPROCESS_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

/// A descriptor that reads as empty and takes everything: /dev/null.
#define PLENS_NOTHING (-2)

/// Whose signals of the terminal a program gets.
typedef enum { PLENS_SAME_GROUP, PLENS_OWN_GROUP, PLENS_OWN_SESSION } plens_group;

/// What a program is started with beside its arguments.
typedef struct {
  int input, output, errors;  // descriptors of ours for its 0, 1 and 2; -1 for the same as ours
  plens_group group;
  bool closes_others;  // whether it gets no other descriptor, whatever its flags
} plens_spawn_options;

/// Starts `program`, found on PATH, with NULL-ended arguments and environment; returns 0 or errno.
///
/// It inherits no signal mask and no ignored signal.
int plens_spawn(
    const char *program, char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nonnull environment,
    plens_spawn_options options, pid_t *pid);

/// Starts `text` in the system's shell; returns 0 or errno.
int plens_spawn_shell(const char *text, plens_spawn_options options, pid_t *pid);

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

/// Raises what this thread's stack, and those of threads to come, may take, to `wanted` bytes where the system lets it.
///
/// Returns the bytes that they may take now; a stack without a limit as `wanted`.
size_t plens_raise_stack(size_t wanted);

#pragma clang assume_nonnull end
#endif

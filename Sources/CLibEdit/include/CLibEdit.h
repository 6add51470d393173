// What Swift cannot call itself: libedit's variadic functions, one line each, and signal handlers.
#ifndef PLENS_CLIBEDIT_H
#define PLENS_CLIBEDIT_H

#include <histedit.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#pragma clang assume_nonnull begin

typedef wchar_t *_Nullable (*plens_prompt_function)(EditLine *);
typedef unsigned char (*plens_key_function)(EditLine *_Nonnull, int);
typedef int (*plens_read_function)(EditLine *_Nonnull, wchar_t *);

// An editor on two descriptors; its own messages go to `messages`. NULL where there is no memory.
EditLine *_Nullable plens_editor(const char *name, int input, int output, int messages);

// A capability of the terminal's description ("up"), NULL where it has none.
const char *_Nullable plens_editor_capability(EditLine *editor, const char *name);

static inline int plens_editor_terminal(EditLine *editor, const char *name) {
  return el_set(editor, EL_TERMINAL, name);
}
static inline int plens_editor_mode(EditLine *editor, const char *name) {
  return el_set(editor, EL_EDITOR, name);
}
static inline bool plens_editor_is_vi(EditLine *editor) {
  const char *name = NULL;
  return el_get(editor, EL_EDITOR, &name) == 0 && name && name[0] == 'v';
}
// Escape sequences in the prompt stand between two U+0001: libedit passes them on uncounted.
static inline int plens_editor_prompt(EditLine *editor, plens_prompt_function function) {
  return el_wset(editor, EL_PROMPT_ESC, function, L'\1');
}
static inline int plens_editor_signals(EditLine *editor, int handled) {
  return el_set(editor, EL_SIGNAL, handled);
}
static inline int plens_editor_reader(EditLine *editor, plens_read_function function) {
  return el_wset(editor, EL_GETCFN, function);
}
static inline int plens_editor_function(
    EditLine *editor, const char *name, const char *help, plens_key_function function) {
  return el_set(editor, EL_ADDFN, name, help, function);
}
static inline int plens_editor_bind(
    EditLine *editor, const char *key, const char *function) {
  return el_set(editor, EL_BIND, key, function, NULL);
}
// Has a key type text.
static inline int plens_editor_bind_text(EditLine *editor, const char *key, const char *text) {
  return el_set(editor, EL_BIND, "-s", key, text, NULL);
}
// The same as plens_editor_bind in vi's command mode.
static inline int plens_editor_bind_command(
    EditLine *editor, const char *key, const char *function) {
  return el_set(editor, EL_BIND, "-a", key, function, NULL);
}
static inline int plens_editor_tty(EditLine *editor, const char *setting) {
  return el_set(editor, EL_SETTY, "-d", setting, NULL);
}
static inline int plens_editor_history(EditLine *editor, HistoryW *history) {
  return el_wset(editor, EL_HIST, history_w, history);
}
static inline int plens_editor_set_client(EditLine *editor, void *_Nullable client) {
  return el_set(editor, EL_CLIENTDATA, client);
}
static inline void *_Nullable plens_editor_client(EditLine *editor) {
  void *client = NULL;
  el_get(editor, EL_CLIENTDATA, &client);
  return client;
}
static inline int plens_editor_refresh(EditLine *editor) {
  return el_set(editor, EL_REFRESH);
}
static inline int plens_editor_prepare(EditLine *editor, int raw) {
  return el_set(editor, EL_PREP_TERM, raw);
}

static inline int plens_history_limit(HistoryW *history, int count) {
  HistEventW event;
  return history_w(history, &event, H_SETSIZE, count);
}
// Adds an entry; its number, or -1.
static inline int plens_history_add(HistoryW *history, const wchar_t *text) {
  HistEventW event;
  return history_w(history, &event, H_ENTER, text) < 0 ? -1 : event.num;
}
static inline int plens_history_remove(HistoryW *history, int number) {
  HistEventW event;
  return history_w(history, &event, H_DEL, number);
}

// Columns and rows of the terminal behind `descriptor`, and its size in pixels where it tells that.
static inline bool plens_window_size(int descriptor, struct winsize *size) {
  return ioctl(descriptor, TIOCGWINSZ, size) == 0;
}

// Installs all handlers, once, and has SIGPIPE do nothing. The result is the descriptor to poll,
// readable when a signal came or plens_wake was called, or -1. Interactive, if any call says so:
// any number of Ctrl-C only counts; otherwise the second since plens_clear_interrupts ends the
// process as SIGINT does.
int plens_install_signals(bool interactive);

// What the descriptor holds next: a signal's number, 0 for plens_wake, -1 for nothing more.
int plens_next_signal(void);

// Has whoever polls the descriptor look up. Any thread.
void plens_wake(void);

// How often Ctrl-C came since the last plens_clear_interrupts. Any thread, a load of one word.
int plens_interrupts(void);
bool plens_interrupted(void);
void plens_clear_interrupts(void);
// Counts one, as Ctrl-C does.
void plens_interrupt(void);

// From now on the first SIGTERM is only remembered; the second ends the process. Any thread asks whether it came.
void plens_end_softly(void);
bool plens_is_ending(void);

// Remembers the terminal's modes, to be put back when the process ends, however it ends.
void plens_remember_terminal(int descriptor);

// While true Ctrl-Z is left to who polls, and an end of the process turns bracketed paste off.
void plens_set_editing(bool editing);

// Stops the process as Ctrl-Z does by default; returns when it continues.
void plens_stop(void);

#pragma clang assume_nonnull end

#endif

// Signal handlers that write to a pipe, count Ctrl-C, and put the terminal back before a fatal end.
// Everything a handler calls is async-signal-safe (signal-safety(7)).
#define _GNU_SOURCE  // pipe2
#include <CLibEdit.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>

static int wake[2] = {-1, -1};  // read end, write end
static bool interactive;
static atomic_int interrupts;
static atomic_bool editing;
static atomic_bool asked;  // to end, by SIGTERM

static atomic_int terminal = -1;
static struct termios remembered;

static const int fatal[] = {SIGHUP, SIGQUIT, SIGTERM, SIGILL, SIGTRAP,
                            SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
enum { fatalCount = sizeof fatal / sizeof fatal[0] };
static struct sigaction previous[fatalCount];

static void putTerminalBack(void) {
  int descriptor = atomic_exchange(&terminal, -1);
  // Between lines libedit has put it back itself; in the background it is another program's.
  if (descriptor < 0 || !atomic_load(&editing) || tcgetpgrp(descriptor) != getpgrp()) return;
  static const char leave[] = "\033[?2004l\r\n";
  (void)!write(STDOUT_FILENO, leave, sizeof leave - 1);
  tcsetattr(descriptor, TCSANOW, &remembered);
}

static void tell(int signal) {
  char byte = (char)signal;
  if (wake[1] >= 0) (void)!write(wake[1], &byte, 1);
}

void plens_stop(void) {
  // Not SIGSTOP: with no shell to continue us the kernel drops SIGTSTP, and we would hang.
  struct sigaction standard = {.sa_handler = SIG_DFL}, ours;
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  sigaction(SIGTSTP, &standard, &ours);
  raise(SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, &before);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  sigaction(SIGTSTP, &ours, NULL);
}

static void onSignal(int signal) {
  int saved = errno;
  if (signal == SIGINT && atomic_fetch_add(&interrupts, 1) > 0 && !interactive) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(SIGINT, &standard, NULL);
    raise(SIGINT);
  }
  if (signal == SIGTSTP && !atomic_load(&editing))
    plens_stop();
  else
    tell(signal);
  errno = saved;
}

static void onFatal(int signal, siginfo_t *info, void *context) {
  (void)context;
  putTerminalBack();
  // A fault happens again when the instruction does, now under the handler that was there before. What the
  // terminal or a person sends has a positive code as well (SI_KERNEL), and comes once.
  bool isFault = info->si_code > 0 && (signal == SIGILL || signal == SIGTRAP || signal == SIGBUS ||
                                       signal == SIGFPE || signal == SIGSEGV);
  struct sigaction standard = {.sa_handler = SIG_DFL};
  // Ctrl-\ is a wish, not a fault: nobody wants to be asked about a backtrace.
  if (signal == SIGQUIT) sigaction(signal, &standard, NULL);
  for (int i = 0; signal != SIGQUIT && i < fatalCount; i++)
    if (fatal[i] == signal) sigaction(signal, &previous[i], NULL);
  if (!isFault) raise(signal);
}

// A function, not SIG_IGN: programs we start get the default back. What fails says so by errno.
static void onFailure(int signal) { (void)signal; }

// The first wish to end is kept for the command, which ends when it has written; the second ends at once.
static void onWishToEnd(int signal) {
  if (atomic_exchange(&asked, true)) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    putTerminalBack();
    sigaction(signal, &standard, NULL);
    raise(signal);
  }
}

static void handle(int signal, struct sigaction action, struct sigaction *before) {
  struct sigaction old;
  sigemptyset(&action.sa_mask);
  sigaction(signal, NULL, &old);
  if (before) *before = old;
  // What a parent has set to be ignored (nohup) stays so.
  bool ignored = !(old.sa_flags & SA_SIGINFO) && old.sa_handler == SIG_IGN;
  if (!ignored) sigaction(signal, &action, NULL);
}

int plens_install_signals(bool isInteractive) {
  interactive |= isInteractive;
  if (wake[0] >= 0) return wake[0];
  if (pipe2(wake, O_NONBLOCK | O_CLOEXEC)) {
    wake[0] = wake[1] = -1;
    return -1;
  }
  static const int told[] = {SIGINT, SIGTSTP, SIGWINCH, SIGCONT};
  struct sigaction telling = {.sa_handler = onSignal, .sa_flags = SA_RESTART};
  for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) handle(told[i], telling, NULL);
  struct sigaction ending = {.sa_sigaction = onFatal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  for (int i = 0; i < fatalCount; i++) handle(fatal[i], ending, &previous[i]);
  struct sigaction failing = {.sa_handler = onFailure, .sa_flags = SA_RESTART};
  handle(SIGPIPE, failing, NULL);
  handle(SIGXFSZ, failing, NULL);
  atexit(putTerminalBack);
  return wake[0];
}

void plens_end_softly(void) {
  struct sigaction softly = {.sa_handler = onWishToEnd, .sa_flags = SA_RESTART};
  sigemptyset(&softly.sa_mask);
  sigaction(SIGTERM, &softly, NULL);
}

bool plens_is_ending(void) { return atomic_load_explicit(&asked, memory_order_relaxed); }

int plens_next_signal(void) {
  char byte;
  ssize_t count;
  do count = read(wake[0], &byte, 1);
  while (count < 0 && errno == EINTR);
  return count == 1 ? byte : -1;
}

void plens_wake(void) { tell(0); }
int plens_interrupts(void) { return atomic_load_explicit(&interrupts, memory_order_relaxed); }
bool plens_interrupted(void) { return plens_interrupts() > 0; }
void plens_clear_interrupts(void) { atomic_store(&interrupts, 0); }
void plens_interrupt(void) { atomic_fetch_add(&interrupts, 1); }
void plens_set_editing(bool isEditing) { atomic_store(&editing, isEditing); }

void plens_remember_terminal(int descriptor) {
  if (atomic_load(&terminal) < 0 && tcgetattr(descriptor, &remembered) == 0)
    atomic_store(&terminal, descriptor);
}

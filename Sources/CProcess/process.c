#define _GNU_SOURCE  // POSIX_SPAWN_SETSID, closefrom, pipe2, environ, pthread_setattr_default_np
#include "CProcess.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Adds what makes descriptor `place` of the program the one that is given.
static int redirect(posix_spawn_file_actions_t *actions, int descriptor, int place) {
  if (descriptor == PLENS_NOTHING) return posix_spawn_file_actions_addopen(actions, place, "/dev/null", O_RDWR, 0);
  return descriptor < 0 ? 0 : posix_spawn_file_actions_adddup2(actions, descriptor, place);
}

int plens_spawn(
    const char *program, char *const *arguments, char *const *environment, plens_spawn_options options,
    pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int problem = posix_spawn_file_actions_init(&actions);
  if (problem) return problem;
  problem = posix_spawnattr_init(&attributes);
  if (problem) {
    posix_spawn_file_actions_destroy(&actions);
    return problem;
  }
  // Threads of ours may block signals, and some are ignored or handled: a new program shall know none of it.
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  if (options.group == PLENS_OWN_GROUP) flags |= POSIX_SPAWN_SETPGROUP;
  if (options.group == PLENS_OWN_SESSION) flags |= POSIX_SPAWN_SETSID;
  if (!problem) problem = posix_spawnattr_setflags(&attributes, flags);
  if (!problem) problem = posix_spawnattr_setsigmask(&attributes, &none);
  if (!problem) problem = posix_spawnattr_setsigdefault(&attributes, &all);
  if (!problem) problem = redirect(&actions, options.input, 0);
  if (!problem) problem = redirect(&actions, options.output, 1);
  if (!problem) problem = redirect(&actions, options.errors, 2);
  if (!problem && options.closes_others) problem = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  if (!problem) problem = posix_spawnp(pid, program, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return problem;
}

int plens_spawn_shell(const char *text, plens_spawn_options options, pid_t *pid) {
  char *arguments[] = {"sh", "-c", (char *)text, NULL};
  return plens_spawn("/bin/sh", arguments, environ, options, pid);
}

int plens_process_start(
    const char *program, char *const *arguments, char *const *environment, plens_process *process) {
  int pair[2], messages[2], problem = 0;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return errno;
  if (pipe2(messages, O_CLOEXEC) != 0) {
    problem = errno;
    close(pair[0]);
    close(pair[1]);
    return problem;
  }
  // Only our ends: the flag belongs to one end of each.
  fcntl(pair[0], F_SETFL, O_NONBLOCK);
  fcntl(messages[0], F_SETFL, O_NONBLOCK);
  *process = (plens_process){.exchange = pair[0], .messages = messages[0], .ended = -1};
  plens_spawn_options options = {
      .input = pair[1], .output = messages[1], .errors = messages[1], .group = PLENS_OWN_SESSION, .closes_others = true};
  problem = plens_spawn(program, arguments, environment, options, &process->pid);
  close(pair[1]);
  close(messages[1]);
  if (problem) {
    close(pair[0]);
    close(messages[0]);
    return problem;
  }
  process->ended = (int)syscall(SYS_pidfd_open, process->pid, 0);  // closed on exec
  return 0;
}

// Ends what the process has started, and what that has started: also what left its group and its session.
static void end_descendants(pid_t pid, int depth) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
  DIR *tasks = depth < 100 ? opendir(path) : NULL;
  if (!tasks) return;
  for (struct dirent *task; (task = readdir(tasks));) {
    if (!isdigit((unsigned char)task->d_name[0])) continue;
    snprintf(path, sizeof path, "/proc/%d/task/%.20s/children", (int)pid, task->d_name);
    FILE *children = fopen(path, "re");
    if (!children) continue;
    for (int child; fscanf(children, "%d", &child) == 1;) {
      end_descendants(child, depth + 1);
      kill(child, SIGKILL);
    }
    fclose(children);
  }
  closedir(tasks);
}

int plens_process_end(plens_process process) {
  // Not yet waited for, so that the number is still its own, even if it has ended. It is the parent of all that it
  // has started, unless it has ended: what loses its parent meanwhile is found in the second round.
  kill(process.pid, SIGSTOP);
  end_descendants(process.pid, 0);
  end_descendants(process.pid, 0);
  kill(-process.pid, SIGKILL);
  int status = 0;
  while (waitpid(process.pid, &status, 0) < 0 && errno == EINTR) {
  }
  close(process.exchange);
  close(process.messages);
  if (process.ended >= 0) close(process.ended);
  return status;
}

size_t plens_raise_stack(size_t wanted) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= wanted) return wanted;
  rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
  if (setrlimit(RLIMIT_STACK, &limit) != 0) return before;
  // The C library read the limit for its threads when the program began.
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) == 0) {
    if (pthread_attr_setstacksize(&attributes, limit.rlim_cur) == 0) pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
  }
  return limit.rlim_cur;
}

// Sockets between processes of one user: what needs structures that Swift can't fill in safely.
#define _GNU_SOURCE  // accept4, struct ucred
#include <CSockets.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int local(const char *path, struct sockaddr_un *address) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address->sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(address->sun_path, path);
  return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int failed(int descriptor) {
  int saved = errno;
  if (descriptor >= 0) close(descriptor);
  errno = saved;
  return -1;
}

int plens_private_folder(const char *path) {
  struct stat folder;
  if (mkdir(path, 0700) && errno != EEXIST) return -1;
  // A link, or a folder that another made there, is not ours.
  if (lstat(path, &folder)) return -1;
  if (!S_ISDIR(folder.st_mode) || folder.st_uid != geteuid()) {
    errno = EPERM;
    return -1;
  }
  return chmod(path, 0700);
}

int plens_listen(const char *path) {
  struct sockaddr_un address;
  int descriptor = local(path, &address);
  if (descriptor < 0) return -1;
  // Nobody can connect before it listens, so there is no moment in which others could.
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address)) return failed(descriptor);
  if (chmod(path, 0600) || listen(descriptor, 16)) return failed(descriptor);
  return descriptor;
}

int plens_connect(const char *path) {
  struct sockaddr_un address;
  int descriptor = local(path, &address);
  if (descriptor < 0) return -1;
  // It never waits: where the queue of who listens is full, which one that is stopped lets happen, EAGAIN says so.
  int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)) return failed(descriptor);
  int code;
  do code = connect(descriptor, (struct sockaddr *)&address, sizeof address);
  while (code && errno == EINTR);
  if (code || fcntl(descriptor, F_SETFL, flags)) return failed(descriptor);
  return descriptor;
}

int plens_accept(int listener) {
  while (true) {
    int descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (descriptor >= 0) return descriptor;
    switch (errno) {
      case EINTR:
      case ECONNABORTED: break;
      // What others hold now they give back: the connection waits in the queue.
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM: poll(NULL, 0, 50); break;
      default: return -1;
    }
  }
}

bool plens_socket_peer(int descriptor, uid_t *user, pid_t *process) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size)) return false;
  *user = peer.uid;
  *process = peer.pid;
  return true;
}

bool plens_socket_ready(int descriptor, int milliseconds) {
  struct pollfd source = {.fd = descriptor, .events = POLLIN};
  return poll(&source, 1, milliseconds) == 1;
}

void plens_socket_end(int descriptor) { shutdown(descriptor, SHUT_RDWR); }

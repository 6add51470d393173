// Sockets between processes of one user on one machine.
#ifndef CSOCKETS_H
#define CSOCKETS_H

#include <stdbool.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

// Makes the folder at `path`, or sees that it is this user's; nobody else may enter. -1 with errno.
int plens_private_folder(const char *path);
// A socket that listens at `path`, for its owner alone; -1 with errno.
int plens_listen(const char *path);
// A connection to the socket at `path`; -1 with errno.
int plens_connect(const char *path);
// The next connection to a listening socket; -1 with errno.
int plens_accept(int listener);
// Who is at the other end of a connection.
bool plens_socket_peer(int descriptor, uid_t *user, pid_t *process);
// Whether something comes, or the other end goes, within so many milliseconds.
bool plens_socket_ready(int descriptor, int milliseconds);
// Ends a connection, or the waiting for one, in all threads that use it.
void plens_socket_end(int descriptor);

#pragma clang assume_nonnull end

#endif

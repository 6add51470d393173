#include <sqlite3.h>

// SQLITE_TRANSIENT, by which SQLite copies what it is given, is a cast that Swift can't read.

static inline int bind_copied_text(sqlite3_stmt *statement, int place, const char *text, int count) {
  return sqlite3_bind_text(statement, place, text, count, SQLITE_TRANSIENT);
}

static inline int bind_copied_bytes(sqlite3_stmt *statement, int place, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, place, bytes, count, SQLITE_TRANSIENT);
}

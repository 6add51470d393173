// The calls to libedit that take more than a line.
#include <CLibEdit.h>

EditLine *plens_editor(const char *name, int input, int output, int messages) {
  // Never closed: libedit keeps them, and an editor lives as long as the process.
  FILE *in = input == STDIN_FILENO ? stdin : fdopen(input, "r");
  FILE *out = output == STDOUT_FILENO ? stdout : fdopen(output, "w");
  FILE *err = messages == STDERR_FILENO ? stderr : fdopen(messages, "w");
  return in && out && err ? el_init_fd(name, in, out, err, input, output, messages) : NULL;
}

const char *plens_editor_capability(EditLine *editor, const char *name) {
  char *value = NULL;
  char *capability = (char *)name;
  return el_get(editor, EL_GETTC, capability, &value, NULL) == 0 ? value : NULL;
}

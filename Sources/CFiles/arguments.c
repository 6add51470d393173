// The program's arguments, as the C library hands them to what runs before main. Swift's own list is made of
// /proc/self/cmdline, which is empty where there is no /proc and names the loader where that was started by name.
#include <CFiles.h>

static int count;
static char **values;

__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  values = argv;
}

int plens_argument_count(void) { return count; }

const char *plens_argument(int place) { return place < count ? values[place] : ""; }

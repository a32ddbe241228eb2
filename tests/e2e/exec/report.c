/* Reports on itself without /proc or any library: "uid gid groups cwd read0 write1 write2 open3". */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int outcome(long result) { return result < 0 ? -errno : (int)result; }

int main(int argc, char** argv) {
  char byte = 0, directory[256] = "?";
  const int input = outcome(read(0, &byte, 1));
  const int output = outcome(write(1, "", 0));
  const int error = outcome(write(2, "", 0));
  const int third = fcntl(3, F_GETFD);
  if (getcwd(directory, sizeof directory) == NULL) return 2;
  FILE* report = argc > 1 ? fopen(argv[1], "w") : stdout;
  if (report == NULL) return 3;
  fprintf(report, "%d %d %d %s %d %d %d %d\n", (int)getuid(), (int)getgid(), getgroups(0, NULL), directory, input, output,
          error, third);
  return fclose(report) == 0 ? 0 : 4;
}

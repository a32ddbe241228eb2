#include "tell.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

extern char** environ;

void say(const char* format, ...) {
  char line[8192];
  va_list arguments;
  va_start(arguments, format);
  int size = vsnprintf(line, sizeof line - 1, format, arguments);
  va_end(arguments);
  if (size < 0) return;
  if (size > static_cast<int>(sizeof line) - 2) size = static_cast<int>(sizeof line) - 2;
  line[size++] = '\n';
  if (write(1, line, static_cast<size_t>(size)) < 0) _exit(99);
}

void print_user() {
  gid_t groups[256];
  const int count = getgroups(256, groups);
  char list[4096] = "";
  for (int i = 0; i < count; ++i) {
    char text[16];
    snprintf(text, sizeof text, " %u", groups[i]);
    strcat(list, text);
  }
  uid_t uid[3];
  gid_t gid[3];
  getresuid(&uid[0], &uid[1], &uid[2]);
  getresgid(&gid[0], &gid[1], &gid[2]);
  say("user uid=%u,%u,%u gid=%u,%u,%u groups%s", uid[0], uid[1], uid[2], gid[0], gid[1], gid[2], list);
}

void print_descriptors() {
  char list[4096] = "";
  for (int number = 0; number < 1024; ++number) {
    if (fcntl(number, F_GETFD) < 0) continue;
    char text[16];
    snprintf(text, sizeof text, " %d", number);
    strcat(list, text);
  }
  say("descriptors%s", list);
}

void print_environment() {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    char line[8000] = "";
    size_t at = 0;
    for (const char* byte = *entry; *byte != '\0' && at + 3 < sizeof line; ++byte)
      at += static_cast<size_t>(
          snprintf(line + at, sizeof line - at, "%02x", static_cast<unsigned char>(*byte)));
    say("environment %s", line);
  }
  say("environment end");
}

void print_here() {
  char directory[4096];
  const mode_t mask = umask(0);
  umask(mask);
  errno = 0;
  const int priority = getpriority(PRIO_PROCESS, 0);
  say("here %s umask=%04o nice=%d", getcwd(directory, sizeof directory) ? directory : "?", mask, priority);
}

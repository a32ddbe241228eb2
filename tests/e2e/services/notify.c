/* A client of sd_notify(3) without its library. Each word of the command line is carried out in turn:
 *   NAME=VALUE   one datagram with this text; "\n" in it stands for a line break
 *   say:TEXT     prints TEXT
 *   store        FDSTORE=1 with a descriptor, then waits until the other side has closed it
 *   barrier      BARRIER=1 with a descriptor, then waits the same way
 *   flood        a thousand datagrams STATUS=n
 *   long         a datagram that is larger than anybody should send
 *   wait         waits for SIGTERM and ends with 0; SIGUSR1 goes on to the next word
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void notify(const char *text, size_t size, int descriptor) {
  const char *name = getenv("NOTIFY_SOCKET");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (name == NULL || (name[0] != '@' && name[0] != '/') || strlen(name) >= sizeof address.sun_path) exit(90);
  memcpy(address.sun_path, name, strlen(name));
  if (name[0] == '@') address.sun_path[0] = 0;
  struct iovec part = {(void *)text, size};
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr header;
  } control;
  struct msghdr message = {.msg_name = &address,
                           .msg_namelen = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name)),
                           .msg_iov = &part,
                           .msg_iovlen = 1};
  if (descriptor >= 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = &control;
    message.msg_controllen = sizeof control.bytes;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  }
  int client = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (sendmsg(client, &message, MSG_NOSIGNAL) < 0 && errno != EMSGSIZE) exit(91);
  close(client);
}

/* sd_notify_barrier(3): the other side has read everything when it has closed the descriptor. */
static void notify_and_wait(const char *text, const char *done) {
  int ends[2];
  if (pipe(ends) != 0) exit(92);
  notify(text, strlen(text), ends[1]);
  close(ends[1]);
  struct pollfd end = {ends[0], 0, 0};
  while (poll(&end, 1, -1) < 0) {
  }
  close(ends[0]);
  puts(done);
}

static void wait_for_signal(void) {
  sigset_t set;
  int number = 0;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGUSR1);
  sigwait(&set, &number);
  if (number == SIGTERM) exit(0);
}

int main(int count, char **words) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (int i = 1; i < count; ++i) {
    if (strncmp(words[i], "say:", 4) == 0) {
      puts(words[i] + 4);
    } else if (strcmp(words[i], "store") == 0) {
      notify_and_wait("FDSTORE=1\nFDNAME=one", "stored");
    } else if (strcmp(words[i], "barrier") == 0) {
      notify_and_wait("BARRIER=1", "barrier passed");
    } else if (strcmp(words[i], "flood") == 0) {
      char text[32];
      for (int n = 0; n < 1000; ++n) notify(text, (size_t)sprintf(text, "STATUS=%d", n), -1);
    } else if (strcmp(words[i], "long") == 0) {
      static char text[100000];
      memset(text, 'x', sizeof text);
      memcpy(text, "READY=1\nSTATUS=", 15);
      notify(text, sizeof text, -1);
    } else if (strcmp(words[i], "wait") == 0) {
      wait_for_signal();
    } else {
      char text[1000];
      size_t size = 0;
      for (const char *at = words[i]; *at != 0 && size < sizeof text; ++at) {
        const int is_break = at[0] == '\\' && at[1] == 'n';
        text[size++] = is_break ? '\n' : *at;
        at += is_break;
      }
      notify(text, size, -1);
    }
  }
  return 0;
}

/*
 * What is typed into this program it shouts to all its peers over UDP. What it hears for the first time it prints and shouts on. It
 * pings its peers, and says who is there. It knows nothing of meshbed.
 *
 *     cc -std=c11 -O2 -o shout shout.c
 *     ./shout ADDRESS:PORT PEER-ADDRESS:PORT...
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_PEERS 256
#define REMEMBERED 4096
#define PING_MS 200
#define GONE_MS 2000

static struct { const char *name; struct sockaddr_in at; long heard_ms; /* 0: not there */ } peers[MOST_PEERS];
static int peer_count, udp;
static uint64_t heard[REMEMBERED];

static long now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1000000 + 1;
}

static struct sockaddr_in address(const char *text) {
  char host[64] = "";
  unsigned port = 0;
  struct sockaddr_in at = {.sin_family = AF_INET};
  if (sscanf(text, "%63[^:]:%u", host, &port) != 2 || inet_pton(AF_INET, host, &at.sin_addr) != 1) {
    fprintf(stderr, "not an address: %s\n", text);
    exit(2);
  }
  at.sin_port = htons(port);
  return at;
}

static void shout(const char *text, size_t bytes) {
  for (int i = 0; i < peer_count; i++)
    sendto(udp, text, bytes, 0, (struct sockaddr *)&peers[i].at, sizeof peers[i].at);
}

/* Whether this text is new to us; from now on it is not. */
static int is_new(const char *text, size_t bytes) {
  static int next;
  uint64_t hash = 14695981039346656037u; /* FNV-1a */
  for (size_t i = 0; i < bytes; i++) hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
  for (int i = 0; i < REMEMBERED; i++)
    if (heard[i] == hash) return 0;
  heard[next++ % REMEMBERED] = hash;
  return 1;
}

static void hear(void) {
  char text[2048];
  struct sockaddr_in from;
  socklen_t size = sizeof from;
  ssize_t bytes = recvfrom(udp, text, sizeof text, 0, (struct sockaddr *)&from, &size);
  if (bytes < 0) return;
  for (int i = 0; i < peer_count; i++) {
    if (peers[i].at.sin_addr.s_addr != from.sin_addr.s_addr || peers[i].at.sin_port != from.sin_port) continue;
    if (!peers[i].heard_ms) printf("Peer %s is there\n", peers[i].name);
    peers[i].heard_ms = now_ms();
  }
  if ((bytes == 4 && !memcmp(text, "ping", 4)) || !is_new(text, bytes)) return;
  printf("Received: %.*s\n", (int)bytes, text);
  shout(text, bytes);
}

static void look_round(void) {
  shout("ping", 4);
  for (int i = 0; i < peer_count; i++) {
    if (!peers[i].heard_ms || now_ms() - peers[i].heard_ms < GONE_MS) continue;
    printf("Peer %s is gone\n", peers[i].name);
    peers[i].heard_ms = 0;
  }
}

static void leave(int signal) { _exit(signal == SIGTERM ? 0 : 1); }

int main(int count, char **words) {
  if (count < 2 || count - 2 > MOST_PEERS) return fprintf(stderr, "usage: shout ADDRESS:PORT PEER...\n"), 2;
  struct sockaddr_in own = address(words[1]);
  for (int i = 2; i < count; i++) peers[peer_count].name = words[i], peers[peer_count++].at = address(words[i]);
  signal(SIGTERM, leave);
  setvbuf(stdout, NULL, _IOLBF, 0); /* Line by line, also into a pipe. */
  udp = socket(AF_INET, SOCK_DGRAM, 0);
  if (udp < 0 || bind(udp, (struct sockaddr *)&own, sizeof own) < 0) return perror(words[1]), 1;
  printf("Listening on %s\n", words[1]);
  struct pollfd ready[2] = {{.fd = udp, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  char typed[2048];
  size_t have = 0;
  for (long ping_ms = 0;;) {
    if (now_ms() - ping_ms >= PING_MS) look_round(), ping_ms = now_ms();
    poll(ready, 2, PING_MS / 4);
    if (ready[0].revents & POLLIN) hear();
    if (!(ready[1].revents & (POLLIN | POLLHUP))) continue;
    ssize_t got = read(STDIN_FILENO, typed + have, sizeof typed - have);
    if (got <= 0) ready[1].fd = -1; /* Nobody types any more; it goes on shouting what it hears. */
    for (have += got > 0 ? got : 0; have > 0;) {
      char *end = memchr(typed, '\n', have);
      if (end == NULL && have < sizeof typed) break;
      size_t bytes = end ? (size_t)(end - typed) : have;
      if (is_new(typed, bytes)) shout(typed, bytes);
      have -= end ? bytes + 1 : bytes;
      memmove(typed, typed + (end ? bytes + 1 : bytes), have);
    }
  }
}

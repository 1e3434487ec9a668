/*
 * A peer in C: one file, C11 and POSIX, no libraries.
 *
 *     cc -std=c11 -O2 -o peer peer.c
 *
 * It speaks the node contract (docs/node-contract.md) on stdin and stdout, and floods messages over UDP to its neighbours.
 * On the wire it is the peer in Python beside it, which says what its datagrams are; the two understand each other.
 *
 * From top to bottom: JSON, base64 and SHA-256, as much of them as is needed; events; the protocol; commands; the loop.
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "flood-c 1"
#define NAME_BYTES 64
#define MOST_NEIGHBOURS 1024
#define MOST_PAYLOAD_BYTES 1100
#define MOST_HOPS 255
#define HEAD_BYTES 11
#define MOST_LINE_BYTES (4 << 20)
/* A neighbour that has not been heard for so many keepalives is down. */
#define PATIENCE_KEEPALIVES 8

typedef const char *Json; /* where a value begins, inside a line that has been checked as a whole; NULL: there is none */

/* ---- JSON ------------------------------------------------------------------------------------------------- */

static Json blank(Json p) {
  while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n') p++;
  return p;
}

static Json skip_string(Json p) {
  for (p++; *p != '"'; p++) {
    if (*p == '\\') p++;
    if ((unsigned char)*p < ' ') return NULL;
  }
  return p + 1;
}

/* What comes after the value at p; NULL if that is none. */
static Json skip(Json p) {
  p = blank(p);
  if (*p == '"') return skip_string(p);
  if (*p == '{' || *p == '[') {
    char close = *p == '{' ? '}' : ']';
    p = blank(p + 1);
    if (*p == close) return p + 1;
    for (;;) {
      if (close == '}') {
        if (*p != '"' || !(p = skip_string(p))) return NULL;
        p = blank(p);
        if (*p++ != ':') return NULL;
      }
      if (!(p = skip(p))) return NULL;
      p = blank(p);
      if (*p == close) return p + 1;
      if (*p++ != ',') return NULL;
      p = blank(p);
    }
  }
  size_t length = strcspn(p, " \t\r\n,]}:\"[{");
  return length > 0 ? p + length : NULL; /* a number, true, false, null */
}

/* The field of an object; NULL if it has none of that name. */
static Json field(Json object, const char *name) {
  if (!object || *(object = blank(object)) != '{') return NULL;
  size_t length = strlen(name);
  for (Json p = blank(object + 1); *p == '"';) {
    Json key = p + 1, value = blank(skip_string(p));
    value = blank(value + 1);
    if (strncmp(key, name, length) == 0 && key[length] == '"') return value;
    p = blank(skip(value));
    if (*p != ',') return NULL;
    p = blank(p + 1);
  }
  return NULL;
}

/* The first item of a list, or the one after `item`; NULL at its end. */
static Json first_item(Json list) {
  if (!list || *list != '[') return NULL;
  list = blank(list + 1);
  return *list == ']' ? NULL : list;
}

static Json next_item(Json item) {
  item = blank(skip(item));
  return *item == ',' ? blank(item + 1) : NULL;
}

/* Copies a string without its quotes; false if it is none, or too long. Our names and addresses need no escapes. */
static bool text_of(Json value, char *text, size_t size) {
  if (!value || *value != '"') return false;
  size_t length = (size_t)(skip_string(value) - value - 2);
  if (length >= size || memchr(value + 1, '\\', length)) return false;
  memcpy(text, value + 1, length);
  text[length] = 0;
  return true;
}

static double number_of(Json value, double otherwise) {
  char *end;
  double number = value ? strtod(value, &end) : 0;
  return value && end != value ? number : otherwise;
}

/* ---- base64 and SHA-256 ----------------------------------------------------------------------------------- */

/* Decodes a string of the line into `bytes`, which has room for all of it; the count, or -1. */
static long base64_of(Json value, uint8_t *bytes) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (!value || *value != '"') return -1;
  uint32_t bits = 0;
  int held = 0;
  long count = 0;
  Json p = value + 1;
  for (; *p != '"' && *p != '='; p++) {
    if (*p == '\\') p++; /* "\/" */
    const char *digit = strchr(digits, *p);
    if (!digit) return -1;
    bits = bits << 6 | (uint32_t)(digit - digits);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[count++] = (uint8_t)(bits >> held);
  }
  return count;
}

static uint32_t turned(uint32_t x, int by) { return x >> by | x << (32 - by); }

static void sha256_block(uint32_t state[8], const uint8_t *block) {
  static const uint32_t k[64] = {
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
      0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
      0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
      0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
      0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
      0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
  uint32_t w[64], s[8];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    uint32_t a = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t b = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + a + w[i - 7] + b;
  }
  memcpy(s, state, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t a = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25);
    uint32_t one = s[7] + a + ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
    uint32_t b = turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22);
    uint32_t two = b + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += one;
    s[0] = one + two;
  }
  for (int i = 0; i < 8; i++) state[i] += s[i];
}

/* The contract's digest: the first 16 hex digits. */
static void digest_of(const uint8_t *bytes, size_t count, char digest[17]) {
  uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  uint8_t tail[128] = {0};
  size_t whole = count / 64 * 64, rest = count - whole, padded = rest < 56 ? 64 : 128;
  for (size_t at = 0; at < whole; at += 64) sha256_block(state, bytes + at);
  if (rest > 0) memcpy(tail, bytes + whole, rest);
  tail[rest] = 0x80;
  for (int i = 0; i < 8; i++) tail[padded - 1 - (size_t)i] = (uint8_t)((uint64_t)count * 8 >> 8 * i);
  for (size_t at = 0; at < padded; at += 64) sha256_block(state, tail + at);
  snprintf(digest, 17, "%08x%08x", state[0], state[1]);
}

/* ---- events ----------------------------------------------------------------------------------------------- */

static char run[NAME_BYTES]; /* of the last configure; empty: none yet */

static double now_ms(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Begins an event, which `finish` ends; what comes between are more fields. */
static void event(const char *type) {
  static unsigned long seq;
  const char *quote = *run ? "\"" : "";
  printf("{\"type\":\"%s\",\"run\":%s%s%s,\"seq\":%lu,\"t\":%.3f", type, quote, *run ? run : "null", quote, ++seq, now_ms(CLOCK_REALTIME));
}

static void finish(void) {
  printf("}\n");
  fflush(stdout);
}

/* A `ref` goes back as it came, quotes and escapes included. */
static void say_ref(Json ref) {
  if (ref) printf(",\"ref\":%.*s", (int)(skip(ref) - ref), ref);
}

static void say_idle(void) {
  event("idle");
  printf(",\"contract\":1,\"program\":\"%s\"", PROGRAM);
  finish();
}

static void refuse(const char *code, const char *text, Json ref) {
  event("error");
  printf(",\"code\":\"%s\",\"text\":\"%s\"", code, text);
  say_ref(ref);
  finish();
}

/* ---- the protocol ----------------------------------------------------------------------------------------- */

typedef struct {
  struct sockaddr_storage at;
  socklen_t size;
} Address;

typedef struct {
  char name[NAME_BYTES];
  Address address;
  bool up;
  double heard_ms;
} Neighbour;

/* What was seen of one start of one origin: a bit for each sequence number. */
typedef struct {
  char name[NAME_BYTES];
  uint32_t boot;
  uint8_t *bits;
  size_t bytes;
} Origin;

static int udp = -1; /* -1: not configured */
static char node[NAME_BYTES];
static uint32_t boot, sequence;
static double keepalive_ms, beat_at_ms;
static Neighbour neighbours[MOST_NEIGHBOURS];
static int neighbour_count;
static Origin *origins;
static size_t origin_count;
static unsigned long sent, received, duplicate, delivered;

static bool address_of(Json endpoint, Address *address) {
  char host[INET6_ADDRSTRLEN];
  double port = number_of(field(endpoint, "port"), -1);
  memset(address, 0, sizeof *address);
  struct sockaddr_in *four = (void *)&address->at;
  struct sockaddr_in6 *six = (void *)&address->at;
  if (!text_of(field(endpoint, "host"), host, sizeof host) || port < 0 || port > 65535) return false;
  if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons((uint16_t)port);
    address->size = sizeof *four;
    return true;
  }
  if (inet_pton(AF_INET6, host, &six->sin6_addr) != 1) return false;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons((uint16_t)port);
  address->size = sizeof *six;
  return true;
}

/* Datagrams get lost; one that cannot be sent is no different. */
static void send_to(const Neighbour *to, const void *bytes, size_t count) {
  (void)sendto(udp, bytes, count, 0, (const struct sockaddr *)&to->address.at, to->address.size);
}

static bool is_new(const char *name, uint32_t of_boot, uint32_t number) {
  Origin *origin = origins;
  while (origin < origins + origin_count && (origin->boot != of_boot || strcmp(origin->name, name) != 0)) origin++;
  if (origin == origins + origin_count) {
    origins = realloc(origins, ++origin_count * sizeof *origins);
    if (!origins) abort();
    origin = origins + origin_count - 1;
    memset(origin, 0, sizeof *origin);
    strcpy(origin->name, name);
    origin->boot = of_boot;
  }
  size_t at = number / 8;
  if (at >= origin->bytes) {
    size_t bytes = at * 2 + 64;
    if (!(origin->bits = realloc(origin->bits, bytes))) abort();
    memset(origin->bits + origin->bytes, 0, bytes - origin->bytes);
    origin->bytes = bytes;
  }
  uint8_t bit = (uint8_t)(1 << number % 8);
  bool was_new = !(origin->bits[at] & bit);
  origin->bits[at] |= bit;
  return was_new;
}

/* To all neighbours but one; the payload is in its place in the datagram already. */
static void spread(uint8_t *datagram, size_t count, const Neighbour *but) {
  for (Neighbour *to = neighbours; to < neighbours + neighbour_count; to++) {
    if (to == but) continue;
    sent++;
    send_to(to, datagram, count);
  }
}

static void down(Neighbour *neighbour, const char *reason) {
  if (!neighbour->up) return;
  neighbour->up = false;
  event("peer-down");
  printf(",\"node\":\"%s\",\"reason\":\"%s\"", neighbour->name, reason);
  finish();
}

static void receive(uint8_t *datagram, size_t count, Neighbour *from) {
  if (datagram[0] == 'B') {
    down(from, "it said goodbye");
    return;
  }
  from->heard_ms = now_ms(CLOCK_MONOTONIC);
  if (!from->up) {
    from->up = true;
    event("peer-up");
    printf(",\"node\":\"%s\"", from->name);
    finish();
  }
  if (datagram[0] != 'D' || count < HEAD_BYTES) return;
  uint32_t numbers[2];
  memcpy(numbers, datagram + 2, sizeof numbers);
  uint32_t of_boot = ntohl(numbers[0]), number = ntohl(numbers[1]);
  size_t name_bytes = datagram[10];
  char name[NAME_BYTES] = "";
  if (name_bytes >= sizeof name || HEAD_BYTES + name_bytes > count) return;
  memcpy(name, datagram + HEAD_BYTES, name_bytes);
  received++;
  if (!is_new(name, of_boot, number)) {
    duplicate++;
    return;
  }
  delivered++;
  char digest[17];
  digest_of(datagram + HEAD_BYTES + name_bytes, count - HEAD_BYTES - name_bytes, digest);
  event("delivered");
  printf(",\"message\":\"%s-%u-%u\",\"digest\":\"%s\",\"hops\":%u,\"via\":\"%s\"", name, of_boot, number, digest, datagram[1], from->name);
  finish();
  if (datagram[1] == MOST_HOPS) return;
  datagram[1]++;
  spread(datagram, count, from);
}

/* Takes in all that has come, so that no neighbour is held for dead while its word lies in the socket. */
static void read_socket(void) {
  static uint8_t datagram[65536];
  for (;;) {
    Address from = {.size = sizeof from.at};
    memset(&from.at, 0, sizeof from.at);
    ssize_t count = recvfrom(udp, datagram, sizeof datagram, 0, (struct sockaddr *)&from.at, &from.size);
    if (count < 0) return;
    for (Neighbour *neighbour = neighbours; count > 0 && neighbour < neighbours + neighbour_count; neighbour++) {
      if (neighbour->address.size != from.size || memcmp(&neighbour->address.at, &from.at, from.size) != 0) continue;
      receive(datagram, (size_t)count, neighbour); /* strangers get no answer */
      break;
    }
  }
}

/* Says "I am here" when it is time, and looks who has not. Returns the milliseconds until the next time. */
static int beat(void) {
  double now = now_ms(CLOCK_MONOTONIC);
  if (now >= beat_at_ms) {
    beat_at_ms = now + keepalive_ms;
    for (Neighbour *to = neighbours; to < neighbours + neighbour_count; to++) {
      send_to(to, "H", 1);
      if (now - to->heard_ms > PATIENCE_KEEPALIVES * keepalive_ms) down(to, "silent");
    }
  }
  return (int)(beat_at_ms - now) + 1;
}

/* ---- commands --------------------------------------------------------------------------------------------- */

static bool set_peers(Json peers) {
  static Neighbour list[MOST_NEIGHBOURS];
  int count = 0;
  if (!peers || *peers != '[') return false;
  for (Json peer = first_item(peers); peer; peer = next_item(peer), count++) {
    if (count == MOST_NEIGHBOURS) return false;
    Neighbour *entry = list + count;
    memset(entry, 0, sizeof *entry);
    if (!text_of(field(peer, "node"), entry->name, sizeof entry->name) || !address_of(peer, &entry->address)) return false;
    for (int i = 0; i < neighbour_count; i++) {
      if (strcmp(neighbours[i].name, entry->name) != 0) continue;
      entry->up = neighbours[i].up;
      entry->heard_ms = neighbours[i].heard_ms;
    }
  }
  memcpy(neighbours, list, sizeof list);
  neighbour_count = count;
  return true;
}

static double option_ms(Json text, double otherwise) {
  double number = number_of(text && *text == '"' ? text + 1 : text, otherwise);
  if (!text || *text != '"') return number;
  const char *unit = text + 1 + strspn(text + 1, "0123456789.");
  return strncmp(unit, "ms\"", 3) == 0 ? number : strncmp(unit, "m\"", 2) == 0 ? number * 60e3 : number * 1e3;
}

static void configure(Json command) {
  Address listen;
  if (udp >= 0) {
    refuse("already-configured", "reset comes first", NULL);
    return;
  }
  boot = (uint32_t)number_of(field(command, "boot"), 0);
  keepalive_ms = option_ms(field(field(command, "options"), "keepalive"), 1000);
  if (!text_of(field(command, "run"), run, sizeof run) || !text_of(field(command, "node"), node, sizeof node) || boot == 0 ||
      !address_of(field(command, "listen"), &listen) || !set_peers(field(command, "peers"))) {
    refuse("bad-command", "configure lacks something", NULL);
    return;
  }
  udp = socket(listen.at.ss_family, SOCK_DGRAM, 0);
  if (udp < 0 || fcntl(udp, F_SETFL, O_NONBLOCK) < 0 || bind(udp, (struct sockaddr *)&listen.at, listen.size) < 0) {
    refuse("cannot-listen", strerror(errno), NULL);
    if (udp >= 0) close(udp);
    udp = -1;
    return;
  }
  sequence = 0;
  beat_at_ms = 0;
  Json host = field(field(command, "listen"), "host"), port = field(field(command, "listen"), "port");
  event("ready");
  printf(",\"host\":%.*s,\"port\":%.*s", (int)(skip(host) - host), host, (int)(skip(port) - port), port);
  finish();
}

static void inject(Json command) {
  static uint8_t datagram[HEAD_BYTES + NAME_BYTES + MOST_LINE_BYTES];
  Json ref = field(command, "ref");
  size_t name_bytes = strlen(node), head_bytes = HEAD_BYTES + name_bytes;
  long count = base64_of(field(command, "data"), datagram + head_bytes);
  if (udp < 0 || !ref || count < 0) {
    refuse("bad-command", udp < 0 ? "configure comes first" : "inject needs ref and data", ref);
    return;
  }
  if (count > MOST_PAYLOAD_BYTES) {
    refuse("too-long", "more bytes than go into a datagram", ref);
    return;
  }
  uint32_t numbers[2] = {htonl(boot), htonl(++sequence)};
  datagram[0] = 'D';
  datagram[1] = 1;
  memcpy(datagram + 2, numbers, sizeof numbers);
  datagram[10] = (uint8_t)name_bytes;
  memcpy(datagram + HEAD_BYTES, node, name_bytes);
  is_new(node, boot, sequence);
  event("injected"); /* first the word, then the datagrams */
  say_ref(ref);
  printf(",\"message\":\"%s-%u-%u\"", node, boot, sequence);
  finish();
  spread(datagram, head_bytes + (size_t)count, NULL);
}

static void leave(bool goodbye) {
  if (udp < 0) return;
  for (Neighbour *to = neighbours; goodbye && to < neighbours + neighbour_count; to++) send_to(to, "B", 1);
  close(udp);
  udp = -1;
  neighbour_count = 0;
  for (size_t i = 0; i < origin_count; i++) free(origins[i].bits);
  origin_count = 0;
  sent = received = duplicate = delivered = 0;
}

static void obey(Json line) {
  char type[NAME_BYTES];
  line = blank(line);
  if (*line == 0) return;
  Json end = skip(line);
  if (!end || *blank(end) != 0 || !text_of(field(line, "type"), type, sizeof type)) {
    refuse("bad-command", "a command is one JSON object with a type", NULL);
  } else if (strcmp(type, "configure") == 0) {
    configure(line);
  } else if (strcmp(type, "inject") == 0) {
    inject(line);
  } else if (strcmp(type, "peers") == 0) {
    if (!set_peers(field(line, "peers"))) refuse("bad-command", "peers: a list of node, host and port", NULL);
  } else if (strcmp(type, "ping") == 0) {
    event("pong");
    say_ref(field(line, "ref"));
    finish();
  } else if (strcmp(type, "stats") == 0) {
    event("stats");
    printf(",\"counters\":{\"data.sent\":%lu,\"data.received\":%lu,\"data.duplicate\":%lu,\"delivered\":%lu}", sent, received, duplicate,
           delivered);
    finish();
  } else if (strcmp(type, "reset") == 0) {
    leave(false);
    say_idle();
  } else if (strcmp(type, "stop") == 0) {
    leave(true);
    event("bye");
    finish();
    exit(0);
  } /* commands that are not known are passed over */
}

/* ---- the loop --------------------------------------------------------------------------------------------- */

static void read_stdin(void) {
  static char text[MOST_LINE_BYTES + 1];
  static size_t held;
  ssize_t count = read(0, text + held, MOST_LINE_BYTES - held);
  if (count <= 0) exit(0); /* the harness is gone; or it writes a line without end */
  held += (size_t)count;
  char *line = text, *end;
  while ((end = memchr(line, '\n', held))) {
    *end = 0;
    held -= (size_t)(end + 1 - line);
    obey(line);
    line = end + 1;
  }
  memmove(text, line, held);
}

int main(void) {
  say_idle();
  for (;;) {
    struct pollfd ready[2] = {{.fd = 0, .events = POLLIN}, {.fd = udp, .events = POLLIN}};
    poll(ready, 2, udp < 0 ? -1 : beat());
    if (udp >= 0) read_socket();
    if (ready[0].revents) read_stdin();
  }
}

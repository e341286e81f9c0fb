/* Preloaded into cutoffd: its time of day, and that of its packets, moved by as many seconds as the file $CUTOFFD_MOVED says
   (eight octets, read anew each time). For faults_process: nobody may set the clock of the machine that tests run on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t* moved;

static int64_t seconds(void) { return moved != NULL ? *moved : 0; }

__attribute__((constructor)) static void begin(void) {
  const char* path = getenv("CUTOFFD_MOVED");
  const int file = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* place = mmap(NULL, sizeof *moved, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (place != MAP_FAILED) moved = place;
}

int clock_gettime(clockid_t clock, struct timespec* time) {
  static int (*real)(clockid_t, struct timespec*);
  if (real == NULL) *(void**)&real = dlsym(RTLD_NEXT, "clock_gettime");
  const int status = real(clock, time);
  if (status == 0 && clock == CLOCK_REALTIME) time->tv_sec += seconds();
  return status;
}

struct receiver {
  pcap_handler handler;
  u_char* user;
};

static void move_packet(u_char* user, const struct pcap_pkthdr* header, const u_char* octets) {
  const struct receiver* to = (const struct receiver*)user;
  struct pcap_pkthdr copy = *header;
  copy.ts.tv_sec += seconds();
  to->handler(to->user, &copy, octets);
}

int pcap_dispatch(pcap_t* handle, int most, pcap_handler handler, u_char* user) {
  static int (*real)(pcap_t*, int, pcap_handler, u_char*);
  if (real == NULL) *(void**)&real = dlsym(RTLD_NEXT, "pcap_dispatch");
  struct receiver to = {handler, user};
  return real(handle, most, move_packet, (u_char*)&to);
}

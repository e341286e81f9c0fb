// Linked into the program where the thread sanitizer is. Its runtime (GCC 12) gives a thread the
// room for signals that wait at that thread's first blocking call, and a signal that comes
// meanwhile makes a second room, waits in it, and is lost when the first is set in its place. The
// program blocks first right after READY=1, where tests send signals: so its main thread blocks for
// nothing here, before any signal has a handler.

#include <unistd.h>

namespace {

[[gnu::constructor]] void make_room_for_signals() { usleep(0); }

}  // namespace

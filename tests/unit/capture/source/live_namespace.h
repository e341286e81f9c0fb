// Live capture in a network namespace of the test's own, where that is permitted: a veth pair and a
// neighbour that needs no answer.
#pragma once

#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>

#include "capture/source/live_source.h"
#include "tests/unit/capture/source/capture_writer.h"

namespace cutoffd::source::stage {

// True in a namespace that the calling thread has for itself; false where that is not permitted.
inline bool enter_namespace() { return unshare(CLONE_NEWNET) == 0; }

inline bool run(const std::string& command) { return std::system(command.c_str()) == 0; }

// The kernel takes its time to see that there is somebody at the other end, and until then drops
// what is sent.
inline bool has_carrier(const std::string& interface) {
  for (int turn = 0; turn < 250; ++turn) {
    if (run("ip -o link show " + interface + " | grep -q 'state UP'")) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

// veth "near" with 192.0.2.1/24 and 2001:db8::1/64, its other end "far" beside it.
inline bool make_veth() {
  return run("ip link add near type veth peer name far") &&
         run("ip addr add 192.0.2.1/24 dev near") &&
         run("ip addr add 2001:db8::1/64 dev near nodad") && run("ip link set near up") &&
         run("ip link set far up") && has_carrier("near") &&
         // A neighbour that needs no answer.
         run("ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev near");
}

// Waits for the descriptor as the daemon does, until the condition holds or five seconds passed.
inline bool read_until(LiveSource& source, Keeper& keeper,
                       const std::function<bool(ReadStatus)>& done) {
  for (int turn = 0; turn < 100; ++turn) {
    pollfd readable{source.descriptor(), POLLIN, 0};
    poll(&readable, 1, 50);
    if (done(source.read(keeper))) return true;
  }
  return false;
}

// Each test in a thread of its own, which alone changes its namespace.
class LiveNamespace : public ::testing::Test {
 protected:
  void in_namespace(const std::function<void()>& body) {
    bool entered = false;
    bool made = false;
    std::thread([&] {
      entered = enter_namespace();
      made = entered && make_veth();
      if (made) body();
    }).join();
    if (!entered) GTEST_SKIP() << "network namespaces are not permitted here";
    if (!made) GTEST_SKIP() << "no veth interfaces here (ip link add type veth)";
  }
  static LiveOptions options(const std::string& interface) {
    LiveOptions options;
    options.interface = interface;
    options.ring_octets = std::size_t{4} << 20;
    options.wait = std::chrono::milliseconds(10);
    return options;
  }
};

}  // namespace cutoffd::source::stage

// The packets of one interface, shared out among several packet sockets: one group of
// PACKET_FANOUT (packet(7)), in which spread.h says who gets which.
//
// A group is the kernel's for as long as a socket is in it, and belongs to the interface as it was
// when the group began: after that went away and came back the first to join begins another. Its
// number is drawn by the kernel among those that are free (Linux 4.12), so no other program's group
// is ever joined. Threads: any; a mutex.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "core/result.h"

namespace cutoffd::source {

class Fanout {
 public:
  // A membership, to be given back by leave().
  struct Member {
    std::uint16_t group = 0;
  };
  // A socket that is bound and receives. What is refused is one sentence.
  Result<Member, std::string> join(int socket, bool ethernet);
  // Before the socket is closed.
  void leave(Member member);

 private:
  Result<Member, std::string> begin(int socket, bool ethernet);

  std::mutex mutex_;
  std::uint16_t group_ = 0;  // the last that was begun
  std::size_t members_ = 0;  // of that; 0: there is none to join
};

}  // namespace cutoffd::source

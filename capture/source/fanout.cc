#include "capture/source/fanout.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include <linux/if_packet.h>
#include <sys/socket.h>

#include "capture/source/spread.h"

namespace cutoffd::source {
namespace {

constexpr std::uint32_t kGroupKind = PACKET_FANOUT_CBPF | PACKET_FANOUT_FLAG_DEFRAG;
// Linux 4.12, as in <linux/if_packet.h>; older headers lack it.
constexpr std::uint32_t kDrawNumber = 0x2000;

bool enter_group(int socket, std::uint32_t kind, std::uint16_t number) {
  const std::uint32_t wish = kind << 16 | number;
  return setsockopt(socket, SOL_PACKET, PACKET_FANOUT, &wish, sizeof wish) == 0;
}

bool give_program(int socket, bool ethernet) {
  std::vector<FilterStep> steps =
      spread_program(ethernet ? SpreadOver::ethernet : SpreadOver::network);
  const sock_fprog program{static_cast<unsigned short>(steps.size()),
                           reinterpret_cast<sock_filter*>(steps.data())};
  return setsockopt(socket, SOL_PACKET, PACKET_FANOUT_DATA, &program, sizeof program) == 0;
}

Failure<std::string> share_refused() {
  return Failure{std::string("the kernel does not share packets among workers: ") +
                 std::strerror(errno)};
}

}  // namespace

Result<Fanout::Member, std::string> Fanout::join(int socket, bool ethernet) {
  const std::lock_guard lock(mutex_);
  if (members_ != 0 && enter_group(socket, kGroupKind, group_)) {
    ++members_;
    return Member{group_};
  }
  // There is none, or it is of an interface that went away.
  return begin(socket, ethernet);
}

Result<Fanout::Member, std::string> Fanout::begin(int socket, bool ethernet) {
  if (!enter_group(socket, kGroupKind | kDrawNumber, 0)) return share_refused();
  std::uint32_t drawn = 0;
  socklen_t size = sizeof drawn;
  if (getsockopt(socket, SOL_PACKET, PACKET_FANOUT, &drawn, &size) != 0) return share_refused();
  if (!give_program(socket, ethernet)) return share_refused();
  group_ = static_cast<std::uint16_t>(drawn);
  members_ = 1;
  return Member{group_};
}

void Fanout::leave(Member member) {
  const std::lock_guard lock(mutex_);
  if (member.group == group_ && members_ != 0) --members_;
}

}  // namespace cutoffd::source

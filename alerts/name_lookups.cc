#include "alerts/name_lookups.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>
#include <netdb.h>
#include <sys/socket.h>

namespace cutoffd::alerts {
namespace {

// Without memory an answer cannot be handed over; it is tried again, as the name would otherwise
// be under way for ever.
constexpr std::chrono::seconds kHandOverAgain{1};

FoundAddresses ask_system(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;  // each address once, whatever it is used for
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(host.c_str(), nullptr, &wanted, &list);
  const int reason = errno;
  FoundAddresses found;
  if (code == EAI_SYSTEM) {
    found.problem = boost::system::error_code(reason, boost::system::system_category()).message();
  } else if (code != 0) {
    found.problem = ::gai_strerror(code);
  }
  if (code != 0) return found;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(list, ::freeaddrinfo);
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    boost::asio::ip::tcp::endpoint endpoint;
    if (entry->ai_addrlen > endpoint.capacity()) continue;  // of no family that is known here
    endpoint.resize(entry->ai_addrlen);
    std::memcpy(endpoint.data(), entry->ai_addr, entry->ai_addrlen);
    found.addresses.push_back(endpoint.address());
  }
  if (found.addresses.empty()) found.problem = "no address";
  return found;
}

// Nothing is thrown out of a thread.
FoundAddresses answer_to(const NameLookups::Ask& ask, const std::string& host) {
  try {
    return ask(host);
  } catch (const std::exception&) {
    return {{}, "no memory"};  // the one thing that getaddrinfo()'s caller can run out of
  }
}

}  // namespace

boost::asio::execution_context::id NameLookups::id;

// Between the loop and the threads; the last of them takes it away.
struct NameLookups::Door {
  std::mutex mutex;
  boost::asio::io_context* io;  // null: the loop is gone
};

struct NameLookups::Lookup {
  std::string host;
  FoundAddresses found;
};

NameLookups& NameLookups::of(boost::asio::io_context& io) {
  return boost::asio::use_service<NameLookups>(io);
}

NameLookups::NameLookups(boost::asio::io_context& io)
    : boost::asio::execution_context::service(io),
      io_(io),
      door_(std::make_shared<Door>()),
      ask_(ask_system) {
  door_->io = &io;
}

NameLookups::Ticket NameLookups::start(const std::string& host, Handler handler) {
  const Ticket ticket = ++last_ticket_;
  waiting_.emplace(ticket, Waiting{host, std::move(handler), boost::asio::make_work_guard(io_)});
  boost::system::error_code no_literal;
  const auto literal = boost::asio::ip::make_address(host, no_literal);
  if (!no_literal) {
    boost::asio::post(io_, [this, ticket, literal] { answer(ticket, {{literal}, {}}); });
  } else if (under_way_.insert(host).second) {
    look_up(host);
  }
  return ticket;
}

void NameLookups::cancel(Ticket ticket) {
  // Its handler may hold who cancels: that goes when nothing here is used any more.
  const auto gone = waiting_.extract(ticket);
}

// Asio's call at the end of the loop. A thread that holds the lock is handing over to a loop that
// is still there.
void NameLookups::shutdown() {
  {
    const std::lock_guard lock(door_->mutex);
    door_->io = nullptr;
  }
  const auto gone = std::exchange(waiting_, {});
}

void NameLookups::look_up(const std::string& host) {
  const auto lookup = std::make_shared<Lookup>();
  lookup->host = host;
  // `this` is for the loop alone, which has it for as long as it runs anything.
  auto hand_over = [this, lookup, door = door_] {
    const std::lock_guard lock(door->mutex);
    if (door->io == nullptr) return;
    boost::asio::post(*door->io, [this, lookup] { finish(*lookup); });
  };
  try {
    std::thread([lookup, hand_over, ask = ask_] {
      lookup->found = answer_to(ask, lookup->host);
      for (;;) {
        try {
          return hand_over();
        } catch (const std::bad_alloc&) {
          std::this_thread::sleep_for(kHandOverAgain);
        }
      }
    }).detach();
  } catch (const std::system_error& error) {
    lookup->found.problem = std::string("no thread to ask by: ") + error.what();
    hand_over();
  }
}

void NameLookups::finish(const Lookup& lookup) {
  under_way_.erase(lookup.host);
  std::vector<Ticket> tickets;
  for (const auto& [ticket, waiting] : waiting_) {
    if (waiting.host == lookup.host) tickets.push_back(ticket);
  }
  for (const Ticket ticket : tickets) answer(ticket, lookup.found);
}

// Unless it was cancelled meanwhile, by the handler before it too.
void NameLookups::answer(Ticket ticket, const FoundAddresses& found) {
  const auto waiting = waiting_.extract(ticket);
  if (!waiting.empty()) waiting.mapped().handler(found);
}

}  // namespace cutoffd::alerts

// The addresses of a host. A literal address is its own; a name is asked of the machine's
// resolvers, each name on a thread of its own.
//
// getaddrinfo() takes as long as a silent name server makes it take, and cannot be called off.
// (Asio's resolver makes one call after the other on a single thread, for literal addresses too,
// and the end of the loop joins that thread.) Here only who asked for a name waits for it: no other
// name, not the loop, not the end of the program. For each name one lookup at a time is under way,
// and who asks meanwhile gets its answer: there are never more threads than names.
//
// Why threads that nobody joins do no harm: each owns what it works with, and shares with the loop
// the door alone, which both hold and a lock guards. The end of the loop shuts the door; who comes
// too late throws its answer away. And a program that ends destroys its static objects under such a
// thread, which touches none: what it still does is the C library's, which allows for that.
// Threads: the io_context's one, but for what ask_by() is given. Lifetime: the io_context's.
// Errors: a text for people.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

namespace cutoffd::alerts {

struct FoundAddresses {
  std::vector<boost::asio::ip::address> addresses;  // the nearest first
  std::string problem;                              // empty where there are some
};

class NameLookups final : public boost::asio::execution_context::service {
 public:
  using Handler = std::function<void(const FoundAddresses&)>;
  using Ticket = std::uint64_t;
  // May take its time. Called on threads that outlive whoever gave it, so it owns what it uses.
  using Ask = std::function<FoundAddresses(const std::string& host)>;

  // Those of this loop.
  static NameLookups& of(boost::asio::io_context& io);

  // The handler is called from the loop, once, never from inside this call.
  Ticket start(const std::string& host, Handler handler);
  // The handler is not called any more. Tickets of the past are nobody's.
  void cancel(Ticket ticket);
  // Instead of getaddrinfo(), from now on.
  void ask_by(Ask ask) { ask_ = std::move(ask); }

  // For Asio, which makes and ends it.
  explicit NameLookups(boost::asio::io_context& io);
  static boost::asio::execution_context::id id;

 private:
  struct Door;
  struct Lookup;
  struct Waiting {
    std::string host;
    Handler handler;
    // Somebody waits: the loop goes on.
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
  };

  void shutdown() override;
  void look_up(const std::string& host);
  void finish(const Lookup& lookup);
  void answer(Ticket ticket, const FoundAddresses& found);

  boost::asio::io_context& io_;
  std::shared_ptr<Door> door_;
  Ask ask_;
  Ticket last_ticket_ = 0;
  std::map<Ticket, Waiting> waiting_;
  std::set<std::string> under_way_;
};

}  // namespace cutoffd::alerts

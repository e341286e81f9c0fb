// One visitor of several lambdas, for std::visit.
#pragma once

namespace cutoffd {

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace cutoffd

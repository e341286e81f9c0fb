#include "tests/bench/workload/names.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "core/address.h"

namespace cutoffd::bench {
namespace {

constexpr std::size_t kNames = 30'000;
constexpr std::uint64_t kEvery = 1'000;

constexpr std::array kFirst = {"www",  "api",   "cdn",  "static", "img",       "m",
                               "edge", "login", "mail", "assets", "telemetry", "eu-west-1"};
constexpr std::array kEndings = {".com", ".com", ".com",   ".com", ".net", ".org",
                                 ".io",  ".de",  ".co.uk", ".fr",  ".dev", ".com.br"};
// Each is an update host by the shipped watchlist.
constexpr std::array kWatched = {"s01.upd.kaspersky.com",    "p07.upd.kaspersky.com",
                                 "dnl-04.geo.kaspersky.com", "downloads.upd.kaspersky.com",
                                 "S19.UPD.Kaspersky.COM",    "touch.kaspersky.com"};
constexpr std::array kDecoys = {
    "notkaspersky.com",  "kaspersky.com.example.net",         "www.kaspersky.co",
    "kasperskyxcom.com", "s01.upd.kaspersky.com.example.org", "upd-kaspersky.com"};

std::string word(Random& random, std::size_t low, std::size_t high) {
  static constexpr std::string_view kLetters = "etaoinshrdlucmfwygpbvkxqjz";
  std::string text;
  for (std::size_t n = random.between(low, high); n > 0; --n) {
    // The first letters more often, as in real words.
    text += kLetters[std::min(random.below(26), random.below(26))];
  }
  return text;
}

std::string made_up(Random& random) {
  std::string name = word(random, 4, 14) + random.one_of(kEndings);
  const double shape = random.part();
  if (shape < 0.25) return name;
  if (shape < 0.90) return std::string(random.one_of(kFirst)) + "." + name;
  return word(random, 6, 20) + "-" + word(random, 8, 8) + "." + random.one_of(kFirst) + "." + name;
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

}  // namespace

Names::Names(Random& random) : random_(random) {
  double sum = 0;
  while (names_.size() < kNames) {
    names_.push_back(made_up(random));
    sum += 1 / std::pow(static_cast<double>(names_.size()) + 2, 0.95);
    weights_.push_back(sum);
  }
}

std::string Names::ordinary() {
  const auto at =
      std::lower_bound(weights_.begin(), weights_.end(), random_.part() * weights_.back());
  return names_[static_cast<std::size_t>(at - weights_.begin())];
}

Names::Pick Names::pick(Kind kind) {
  const std::uint64_t nth = ++picked_[static_cast<std::size_t>(kind)];
  if (nth % kEvery == 500) return {kWatched[nth / kEvery % kWatched.size()], true};
  if (nth % kEvery == 777) return {kDecoys[nth / kEvery % kDecoys.size()], false};
  return {ordinary(), false};
}

void Names::expect(std::string_view kind, std::string_view name) {
  ++expected_[{std::string(kind), lower(std::string(name))}];
}

bool Names::write(const std::string& capture) const {
  std::ofstream names(capture + ".names", std::ios::trunc);
  for (const auto& [key, count] : expected_) {
    names << key.first << ' ' << count << ' ' << key.second << '\n';
  }
  std::ofstream devices(capture + ".devices", std::ios::trunc);
  for (const IpAddress& device : devices_) devices << text(device).view() << '\n';
  names.close();
  devices.close();
  return names.good() && devices.good();
}

}  // namespace cutoffd::bench

// The pages themselves, made from a ledger of hostile devices.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/json_value.h"
#include "daemon/page/api.h"
#include "daemon/page/determination_page.h"
#include "daemon/page/device_page.h"
#include "daemon/page/incident_page.h"
#include "daemon/page/overview.h"
#include "daemon/page/sensor_strip.h"
#include "tests/unit/rules/scene.h"

namespace cutoffd::page::pages_test {
namespace {

using namespace rules::stage;
using rules::Ledger;

constexpr std::string_view kHostile = "<script>alert('x')</script>\"><b>\xff\x01\xE2\x80\xAE&amp;";

// Every element that is opened is closed, in its order.
void expect_balanced(const std::string& page) {
  static const std::set<std::string> kEmpty{"meta", "link", "br", "!DOCTYPE"};
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    ASSERT_NE(end, std::string::npos);
    std::string name = page.substr(at + 1, page.find_first_of(" >", at) - at - 1);
    if (page[end - 1] == '/' || kEmpty.count(name) > 0) continue;
    if (name.front() != '/') {
      open.push_back(name);
      continue;
    }
    ASSERT_FALSE(open.empty()) << name;
    ASSERT_EQ("/" + open.back(), name) << page.substr(at > 200 ? at - 200 : 0, 260);
    open.pop_back();
  }
  EXPECT_TRUE(open.empty());
}

// No script, no style within, nothing of elsewhere, and no text of a device as markup.
void expect_harmless(const std::string& page) {
  for (const char* part : {"<script", "<b>", " style=", " onload=", "javascript:", "<img",
                           "<iframe", "alert('x')", "\xE2\x80\xAE"}) {
    EXPECT_EQ(page.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(page.find('\0'), std::string::npos);
}

class Pages : public testing::Test {
 protected:
  Pages() {
    status_.sensor = "lab";
    status_.version = "1.2.3";
    status_.time = after(3'600);
    InterfaceStatus& interface = status_.interfaces.emplace_back();
    interface.name = "eth1";
    interface.packets_per_second = 12.5;
    status_.watchlists = {{"acme", "acme", "1", "2024-09-01", 28}};
    alerts::SinkStatistics sink;
    sink.name = "siem";
    sink.last_error = kHostile;
    status_.sinks = {sink};
  }

  // Devices that call by a name that an attacker chose.
  void fill(int devices) {
    for (int i = 0; i < devices; ++i) {
      const std::string address = "10." + std::to_string(i / 65'536) + "." +
                                  std::to_string(i / 256 % 256) + "." + std::to_string(i % 256);
      const Host one = host(address);
      court_.hear(binding(address, {}, after(i), Binding::Source::mdns, kHostile),
                  hello(one, kUpdate, after(i + 0.5), static_cast<std::uint64_t>(i) + 1));
    }
    court_.finish();
    status_.lines = court_.ledger().view().line_states();
    status_.incidents = court_.ledger().view().incident_states();
    status_.time = after(devices + 3'600.0);
  }

  View view(std::string_view target) {
    request_ = parse_target(target).value();
    return {status_, court_.ledger(), {files_, *rules::stage::rules()}, vendors_, request_};
  }

  Court court_;
  SensorStatus status_;
  std::vector<config::LoadedFile> files_;
  MacVendors vendors_;
  HttpRequest request_;
};

TEST_F(Pages, AreWholeAndHarmlessWithoutAnything) {
  for (const HttpAnswer& answer :
       {overview(view("/")), sensor(view("/sensor")), incidents(view("/incidents")),
        determinations(view("/determinations"))}) {
    EXPECT_EQ(answer.status, 200U);
    expect_balanced(answer.body);
    expect_harmless(answer.body);
  }
  EXPECT_NE(overview(view("/")).body.find("Nothing is calling home"), std::string::npos);
  EXPECT_FALSE(device(view("/"), "ip:10.0.0.1"));
  EXPECT_FALSE(incident(view("/"), "0123456789abcdef"));
  EXPECT_FALSE(determination(view("/"), "none"));
}

TEST_F(Pages, ShowHostileDevicesAsText) {
  fill(3);
  const auto id = court_.ledger().view().lines({}).front().service.device.id;
  const auto incident_id = court_.ledger().view().incidents({}).front().id;
  const auto one = device(view("/"), id);
  const auto two = incident(view("/"), incident_id);
  const auto three = determination(view("/"), "order");
  ASSERT_TRUE(one && two && three);
  for (const HttpAnswer& answer :
       {overview(view("/")), sensor(view("/")), incidents(view("/")), *one, *two, *three}) {
    expect_balanced(answer.body);
    expect_harmless(answer.body);
  }
  EXPECT_NE(overview(view("/")).body.find("3 devices are calling home"), std::string::npos);
  EXPECT_NE(one->body.find("opened a connection"), std::string::npos) << "the proof";
  EXPECT_NE(one->body.find(kUpdate), std::string::npos);
}

TEST_F(Pages, AreNoLargerForDevicesThatAreNotShown) {
  fill(60);
  const std::size_t few = overview(view("/")).body.size();
  const std::size_t few_incidents = incidents(view("/incidents")).body.size();
  fill(900);
  EXPECT_LT(overview(view("/")).body.size(), few + 2'000);
  EXPECT_LT(incidents(view("/incidents")).body.size(), few_incidents + 2'000);
  const std::string last = overview(view("/?page=18")).body;
  EXPECT_NE(last.find("Page 18 of 18"), std::string::npos);
  expect_balanced(overview(view("/?page=999999999999999999999")).body);
  expect_balanced(overview(view("/?page=-1&state=%3Cb%3E")).body);
}

TEST_F(Pages, SayWhatStaysInTheKernel) {
  InterfaceStatus& interface = status_.interfaces.front();
  interface.filter = source::KernelFilter::shunt;
  interface.shunt_is_pinned = true;
  interface.totals[static_cast<std::size_t>(Counter::packets)] = 1'000;
  interface.shunted = {750, 900'000, 0};
  std::string page = sensor(view("/sensor")).body;
  for (const char* part : {">shunt (pinned)<", ">750<", ">75 %<"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part;
  }
  interface.filter = source::KernelFilter::classic;
  interface.filter_lacks = "no shunt: <built> without";
  page = sensor(view("/sensor")).body;
  EXPECT_NE(page.find("no shunt: &lt;built&gt; without"), std::string::npos);
  EXPECT_EQ(page.find(">750<"), std::string::npos) << "the classic filter counts nothing";
}

TEST_F(Pages, RenewThemselvesUntilToldNot) {
  const auto renews = [](const HttpAnswer& answer) {
    return std::any_of(answer.headers.begin(), answer.headers.end(),
                       [](const auto& one) { return one.first == "Refresh"; });
  };
  EXPECT_TRUE(renews(overview(view("/"))));
  EXPECT_FALSE(renews(overview(view("/?refresh=off"))));
}

TEST_F(Pages, AreJsonForPrograms) {
  fill(5);
  const auto incident_id = court_.ledger().view().incidents({}).front().id;
  for (const std::string& path :
       {std::string("status"), std::string("devices"), std::string("incidents"),
        std::string("determinations"), std::string("history"), "incident/" + incident_id,
        "device/" + court_.ledger().view().lines({}).front().service.device.id}) {
    const auto answer = api(view("/"), path);
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->type, "application/json");
    EXPECT_TRUE(read_json(std::string_view(answer->body).substr(0, answer->body.size() - 1)))
        << path << answer->body;
  }
  for (const char* path : {"", "device/", "device/x", "incident/x", "nothing", "status/"}) {
    EXPECT_FALSE(api(view("/"), path)) << path;
  }
  const auto part = read_json(api(view("/?limit=2&offset=1"), "devices")->body);
  ASSERT_TRUE(part);
  EXPECT_EQ((*part)["total"].whole(), 5U);
  EXPECT_EQ((*part)["devices"].array()->size(), 2U);
}

}  // namespace
}  // namespace cutoffd::page::pages_test

#include "capture/dissect/link_types.h"

#include <array>
#include <cstddef>

#include "capture/dissect/ip.h"
#include "capture/dissect/link_80211.h"
#include "capture/dissect/link_cooked.h"
#include "capture/dissect/link_ethernet.h"
#include "capture/dissect/link_other.h"
#include "capture/dissect/link_ppp.h"
#include "capture/dissect/link_switch.h"
#include "capture/dissect/link_wrapped.h"
#include "capture/dissect/mpls.h"
#include "core/inline_text.h"

namespace cutoffd::dissect {
namespace {

using Reader = Next (*)(Walk&);

struct Row {
  std::uint16_t number;
  std::string_view name;
  Reader read = nullptr;
};

// 11 to 19 are not numbers of the registry but BSD's own, which older files carry as they are.
constexpr Row kRows[] = {
    {0, "NULL", read_loopback},
    {1, "EN10MB", read_ethernet},
    {2, "EXP_ETHERNET"},
    {3, "AX25"},
    {4, "PRONET"},
    {5, "CHAOS"},
    {6, "IEEE802_5", read_token_ring},
    {7, "ARCNET_BSD", read_arcnet},
    {8, "SLIP", read_slip},
    {9, "PPP", read_serial},
    {10, "FDDI", read_fddi},
    {11, "ATM_RFC1483", read_atm},
    {12, "RAW", read_ip},
    {13, "ENC"},
    {14, "RAW", read_ip},
    {15, "SLIP_BSDOS"},
    {16, "PPP_BSDOS"},
    {19, "ATM_CLIP", read_atm_clip},
    {32, "REDBACK_SMARTEDGE"},
    {50, "PPP_HDLC", read_serial},
    {51, "PPP_ETHER", read_pppoe},
    {99, "SYMANTEC_FIREWALL"},
    {100, "ATM_RFC1483", read_atm},
    {101, "RAW", read_ip},
    {104, "C_HDLC", read_cisco_hdlc},
    {105, "IEEE802_11", read_80211},
    {106, "ATM_CLIP", read_atm_clip},
    {107, "FRELAY", read_frame_relay},
    {108, "LOOP", read_loopback},
    {109, "ENC", read_enc},
    {112, "HDLC"},
    {113, "LINUX_SLL", read_cooked},
    {114, "LOCALTALK"},
    {115, "ECONET"},
    {116, "IPFILTER"},
    {117, "PFLOG", read_pflog},
    {118, "CISCO_IOS"},
    {119, "IEEE802_11_PRISM", read_prism},
    {120, "AIRONET_HEADER"},
    {121, "HHDLC"},
    {122, "IP_OVER_FC", read_ip_over_fc},
    {123, "SUNATM", read_sunatm},
    {124, "RIO"},
    {125, "PCI_EXP"},
    {126, "AURORA"},
    {127, "IEEE802_11_RADIOTAP", read_radiotap},
    {128, "TZSP"},
    {129, "ARCNET_LINUX", read_arcnet_linux},
    {130, "JUNIPER_MLPPP"},
    {131, "JUNIPER_MLFR"},
    {132, "JUNIPER_ES"},
    {133, "JUNIPER_GGSN"},
    {134, "JUNIPER_MFR"},
    {135, "JUNIPER_ATM2"},
    {136, "JUNIPER_SERVICES"},
    {137, "JUNIPER_ATM1"},
    {138, "APPLE_IP_OVER_IEEE1394"},
    {139, "MTP2_WITH_PHDR"},
    {140, "MTP2"},
    {141, "MTP3"},
    {142, "SCCP"},
    {143, "DOCSIS"},
    {144, "LINUX_IRDA"},
    {145, "IBM_SP"},
    {146, "IBM_SN"},
    {147, "USER0"},
    {148, "USER1"},
    {149, "USER2"},
    {150, "USER3"},
    {151, "USER4"},
    {152, "USER5"},
    {153, "USER6"},
    {154, "USER7"},
    {155, "USER8"},
    {156, "USER9"},
    {157, "USER10"},
    {158, "USER11"},
    {159, "USER12"},
    {160, "USER13"},
    {161, "USER14"},
    {162, "USER15"},
    {163, "IEEE802_11_AVS", read_avs},
    {164, "JUNIPER_MONITOR"},
    {165, "BACNET_MS_TP"},
    {166, "PPP_PPPD", read_pppd},
    {167, "JUNIPER_PPPOE"},
    {168, "JUNIPER_PPPOE_ATM"},
    {169, "GPRS_LLC"},
    {170, "GPF_T"},
    {171, "GPF_F"},
    {172, "GCOM_T1E1"},
    {173, "GCOM_SERIAL"},
    {174, "JUNIPER_PIC_PEER"},
    {175, "ERF_ETH"},
    {176, "ERF_POS"},
    {177, "LINUX_LAPD"},
    {178, "JUNIPER_ETHER", read_juniper_ethernet},
    {179, "JUNIPER_PPP", read_juniper_ppp},
    {180, "JUNIPER_FRELAY", read_juniper_frame_relay},
    {181, "JUNIPER_CHDLC", read_juniper_hdlc},
    {182, "MFR"},
    {183, "JUNIPER_VP"},
    {184, "A429"},
    {185, "A653_ICM"},
    {186, "USB_FREEBSD"},
    {187, "BLUETOOTH_HCI_H4"},
    {188, "IEEE802_16_MAC_CPS"},
    {189, "USB_LINUX"},
    {190, "CAN20B"},
    {191, "IEEE802_15_4_LINUX"},
    {192, "PPI", read_ppi},
    {193, "IEEE802_16_MAC_CPS_RADIO"},
    {194, "JUNIPER_ISM"},
    {195, "IEEE802_15_4_WITHFCS"},
    {196, "SITA"},
    {197, "ERF", read_erf},
    {198, "RAIF1"},
    {199, "IPMB_KONTRON"},
    {200, "JUNIPER_ST"},
    {201, "BLUETOOTH_HCI_H4_WITH_PHDR"},
    {202, "AX25_KISS"},
    {203, "LAPD"},
    {204, "PPP_WITH_DIR", read_serial_with_direction},
    {205, "C_HDLC_WITH_DIR", read_cisco_hdlc_with_direction},
    {206, "FRELAY_WITH_DIR", read_frame_relay_with_direction},
    {207, "LAPB_WITH_DIR"},
    {209, "IPMB_LINUX"},
    {210, "FLEXRAY"},
    {211, "MOST"},
    {212, "LIN"},
    {213, "X2E_SERIAL"},
    {214, "X2E_XORAYA"},
    {215, "IEEE802_15_4_NONASK_PHY"},
    {216, "LINUX_EVDEV"},
    {217, "GSMTAP_UM"},
    {218, "GSMTAP_ABIS"},
    {219, "MPLS", read_mpls},
    {220, "USB_LINUX_MMAPPED"},
    {221, "DECT"},
    {222, "AOS"},
    {223, "WIHART"},
    {224, "FC_2"},
    {225, "FC_2_WITH_FRAME_DELIMS"},
    {226, "IPNET", read_ipnet},
    {227, "CAN_SOCKETCAN"},
    {228, "IPV4", read_ip},
    {229, "IPV6", read_ip},
    {230, "IEEE802_15_4_NOFCS"},
    {231, "DBUS"},
    {232, "JUNIPER_VS"},
    {233, "JUNIPER_SRX_E2E"},
    {234, "JUNIPER_FIBRECHANNEL"},
    {235, "DVB_CI"},
    {236, "MUX27010"},
    {237, "STANAG_5066_D_PDU"},
    {238, "JUNIPER_ATM_CEMIC"},
    {239, "NFLOG", read_nflog},
    {240, "NETANALYZER", read_netanalyzer},
    {241, "NETANALYZER_TRANSPARENT"},
    {242, "IPOIB", read_ip_over_infiniband},
    {243, "MPEG_2_TS"},
    {244, "NG40"},
    {245, "NFC_LLCP"},
    {246, "PFSYNC"},
    {247, "INFINIBAND"},
    {248, "SCTP"},
    {249, "USBPCAP"},
    {250, "RTAC_SERIAL"},
    {251, "BLUETOOTH_LE_LL"},
    {252, "WIRESHARK_UPPER_PDU"},
    {253, "NETLINK"},
    {254, "BLUETOOTH_LINUX_MONITOR"},
    {255, "BLUETOOTH_BREDR_BB"},
    {256, "BLUETOOTH_LE_LL_WITH_PHDR"},
    {257, "PROFIBUS_DL"},
    {258, "PKTAP", read_pktap},
    {259, "EPON"},
    {260, "IPMI_HPM_2"},
    {261, "ZWAVE_R1_R2"},
    {262, "ZWAVE_R3"},
    {263, "WATTSTOPPER_DLM"},
    {264, "ISO_14443"},
    {265, "RDS"},
    {266, "USB_DARWIN"},
    {267, "OPENFLOW"},
    {268, "SDLC"},
    {269, "TI_LLN_SNIFFER"},
    {270, "LORATAP"},
    {271, "VSOCK"},
    {272, "NORDIC_BLE"},
    {273, "DOCSIS31_XRA31"},
    {274, "ETHERNET_MPACKET"},
    {275, "DISPLAYPORT_AUX"},
    {276, "LINUX_SLL2", read_cooked2},
    {277, "SERCOS_MONITOR"},
    {278, "OPENVIZSLA"},
    {279, "EBHSCR"},
    {280, "VPP_DISPATCH"},
    {281, "DSA_TAG_BRCM", read_broadcom_tag},
    {282, "DSA_TAG_BRCM_PREPEND", read_broadcom_tag_first},
    {283, "IEEE802_15_4_TAP"},
    {284, "DSA_TAG_DSA", read_dsa_tag},
    {285, "DSA_TAG_EDSA", read_ethertype_dsa_tag},
    {286, "ELEE"},
    {287, "Z_WAVE_SERIAL"},
    {288, "USB_2_0"},
    {289, "ATSC_ALP"},
    {290, "ETW"},
    {292, "ZBOSS_NCP"},
    {293, "USB_2_0_LOW_SPEED"},
    {294, "USB_2_0_FULL_SPEED"},
    {295, "USB_2_0_HIGH_SPEED"},
    {296, "AUERSWALD_LOG"},
    {297, "ZWAVE_TAP"},
    {298, "DECT_NR"},
    {299, "SILABS_DEBUG_CHANNEL"},
    {300, "FIRA_UCI"},
    {301, "MDB"},
};

// Numbers beyond are of no file yet.
constexpr std::size_t kNumbers = 512;
using UnknownName = InlineText<11>;

constexpr std::array<UnknownName, kNumbers> kUnknownNames = [] {
  std::array<UnknownName, kNumbers> names{};
  for (std::size_t number = 0; number < kNumbers; ++number) {
    names[number].append("unknown ");
    for (std::size_t place = number < 10 ? 1 : number < 100 ? 10 : 100; place > 0; place /= 10) {
      names[number].append(static_cast<char>('0' + number / place % 10));
    }
  }
  return names;
}();

constexpr std::array<const Row*, kNumbers> kByNumber = [] {
  std::array<const Row*, kNumbers> table{};
  for (const Row& row : kRows) table[row.number] = &row;
  return table;
}();

const Row* find(LinkType link) {
  const auto number = static_cast<std::uint32_t>(link);
  return number < kNumbers ? kByNumber[number] : nullptr;
}

}  // namespace

Next read_link(Walk& walk, LinkType link) {
  const Row* row = find(link);
  return row != nullptr && row->read != nullptr ? row->read(walk) : fault(Counter::link_unknown);
}

bool reads_link_type(LinkType link) {
  const Row* row = find(link);
  return row != nullptr && row->read != nullptr;
}

std::string_view link_type_name(LinkType link) {
  if (const Row* row = find(link); row != nullptr) return row->name;
  const auto number = static_cast<std::uint32_t>(link);
  return number < kNumbers ? kUnknownNames[number].view() : "unknown";
}

}  // namespace cutoffd::dissect

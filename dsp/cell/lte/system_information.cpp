// The envelope of SystemInformation, and the blocks that are walked over. TS 36.331 §6.2.2, §6.3.1.
#include "dsp/cell/lte/system_information.hpp"

#include "dsp/cell/lte/sib_parse.hpp"

namespace sb::dsp::lte {
namespace {

constexpr unsigned kFirstSib = 2;  ///< alternatives of the root: SIB2 .. SIB11
constexpr unsigned kLastOfRoot = 9;
constexpr unsigned kFirstExtensionSib = 12;  ///< ... and of the extension: SIB12 ...

void skip_sib9(UperReader& in) {
  const bool extended = in.flag("SIB9");
  if (in.flag("hnb-Name")) in.skip(8UL * (in.up_to(47, 6, "hnb-Name") + 1), "hnb-Name");
  if (extended) in.skip_extensions("SIB9");
}

/// Earthquake and tsunami warning, primary.
void skip_sib10(UperReader& in) {
  const bool extended = in.flag("SIB10");
  const bool dummy = in.flag("SIB10");
  in.skip(16 + 16 + 16, "messageIdentifier");  // with serialNumber and warningType
  if (dummy) in.skip(8UL * 50, "dummy");
  if (extended) in.skip_extensions("SIB10");
}

/// ... and secondary.
void skip_sib11(UperReader& in) {
  const bool extended = in.flag("SIB11");
  const bool scheme = in.flag("SIB11");
  in.skip(16 + 16 + 1 + 6, "messageIdentifier");  // with serialNumber, segment type and number
  in.skip_octet_string("warningMessageSegment");
  if (scheme) in.skip(8, "dataCodingScheme");
  if (extended) in.skip_extensions("SIB11");
}

template <typename T>
void append(std::vector<T>& to, std::vector<T> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// False where the reading has to end.
bool read_block(UperReader& in, unsigned sib, SystemInformation& out) {
  switch (sib) {
    case 2:
      out.sib2 = read_sib2(in);
      return true;
    case 3:
      out.sib3 = read_sib3(in);
      return true;
    case 4:
      out.sib4 = read_sib4(in);
      return true;
    case 5:
      append(out.eutra, read_sib5(in));
      return true;
    case 6:
      append(out.utra, read_sib6(in));
      return true;
    case 7:
      append(out.geran, read_sib7(in));
      return true;
    case 9:
      skip_sib9(in);
      return true;
    case 10:
      skip_sib10(in);
      return true;
    case 11:
      skip_sib11(in);
      return true;
    default:  // SIB8, CDMA2000: no such network in the region
      return false;
  }
}

void read_blocks(UperReader& in, SystemInformation& out) {
  const bool has_extension = in.flag("nonCriticalExtension");
  const unsigned count = in.bits(5, "sib-TypeAndInfo") + 1;
  for (unsigned i = 0; i < count && !in.failed() && out.whole; ++i) {
    const bool later = in.flag("sib-TypeAndInfo");
    const unsigned sib = later ? kFirstExtensionSib + in.small_number("sib-TypeAndInfo")
                               : kFirstSib + in.up_to(kLastOfRoot, 4, "sib-TypeAndInfo");
    out.sib_types.push_back(static_cast<std::uint8_t>(sib));
    if (later) {
      in.skip_octet_string("sib-TypeAndInfo");
    } else {
      out.whole = read_block(in, sib, out);
    }
  }
  if (!has_extension && out.whole) in.expect_padding();
}

}  // namespace

Result<SystemInformation> parse_system_information(std::span<const std::uint8_t> message) {
  UperReader in(message, "SI message");
  if (in.flag("BCCH-DL-SCH-Message"))
    return fail(ErrorCode::kUnsupported, "BCCH-DL-SCH-Message: class extension");
  if (in.flag("BCCH-DL-SCH-Message")) return fail(ErrorCode::kUnsupported, "BCCH-DL-SCH-Message: SIB1");
  if (in.flag("criticalExtensions"))
    return fail(ErrorCode::kUnsupported, "SystemInformation: a later critical extension");
  SystemInformation information;
  read_blocks(in, information);
  if (in.failed()) return fail(ErrorCode::kUnreadable, in.error());
  return information;
}

}  // namespace sb::dsp::lte

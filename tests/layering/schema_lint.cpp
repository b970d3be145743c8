#include "tests/layering/schema_lint.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace sb::layering {
namespace {

namespace gp = google::protobuf;
using Lines = std::vector<std::string>;

// A whole word in a name or in a field's comment.
constexpr std::array<std::string_view, 26> kForbiddenWords{
    "imsi",   "imei",   "imeisv",     "tmsi",    "guti", "msisdn", "supi",   "suci",   "gpsi",
    "pei",    "rnti",   "subscriber", "phone",   "nas",  "user",   "ue",     "sms",    "call",
    "caller", "callee", "paging",     "handset", "sim",  "iccid",  "mobile", "payload"};
// Anywhere inside a name: "ueimsi" is no better than "imsi".
constexpr std::array<std::string_view, 11> kForbiddenParts{
    "imsi", "imei", "tmsi", "guti", "msisdn", "supi", "suci", "rnti", "iccid", "subscriber", "payload"};

// Every field that can hold octets or text of any content. A new one is a decision, made here.
constexpr std::array<std::string_view, 37> kFreeContent{
    "McuHello.firmware_version",         // of our own build
    "McuUpdateBlock.octets",             // of a signed image
    "Envelope.body",                     // a message of ours, itself walked by this test
    "Signature.key_id",                  // 8 octets
    "Signature.value",                   // 64 octets
    "Report.prev_hash",                  // 32 octets
    "CellDetection.system_information",  // broadcast by the cell to everybody, at most 512 octets
    "SpectrumRow.mean",                  // levels
    "SpectrumRow.max",                   // levels
    "Report.node_id",
    "Status.node_id",
    "Command.node_id",
    "Reply.node_id",
    "SpectrumRow.node_id",
    "Report.detector",
    "Report.calibration_id",
    "Software.version",
    "Software.revision",
    "ReceiverHealth.source",
    "NodeEvent.text",
    "Status.faults",
    "Reply.text",
    "Command.command_id",
    "Reply.command_id",
    "CellDetection.further_system_information",  // as system_information
    "EmissionDetection.label",                   // of the classifier's list
    "EmissionDetection.model_hash",              // 32 octets
    "JammingDetection.reasons",                  // keys of our rules with their figures
    "JammingDetection.model_hash",               // 32 octets
    "FetchEvidence.evidence_id",
    "EvidenceChunk.evidence_id",
    "EvidenceChunk.octets",  // a SigMF snippet of the incident's band and what the cells broadcast in it
    "Update.version",
    "Update.sha256",   // 32 octets
    "Update.content",  // a configuration, signed by the gateway
    "Calibration.calibration_id",
    "Box.firmware_version"};

constexpr std::array<std::string_view, 14> kUnits{"_hz", "_dbm", "_dbfs",    "_db",    "_s",
                                                  "_ns", "_m",   "_deg",     "_bytes", "_v",
                                                  "_c",  "_ppb", "_percent", "_ratio"};
constexpr std::array<std::string_view, 5> kPureNumbers{
    "Report.confidence", "EmissionDetection.label_confidence",
    "JammingDetection.kind_confidence",                  // probabilities
    "EmissionDetection.duty", "JammingDetection.duty"};  // shares of time

template <typename List, typename T>
bool has(const List& list, const T& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// "CellDetection", "cell_id", "a Paging channel" -> lower-case words.
Lines words_of(std::string_view text) {
  Lines words(1);
  char before = ' ';
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    const bool begins = std::isupper(octet) != 0 && std::islower(static_cast<unsigned char>(before)) != 0;
    if ((begins || std::isalnum(octet) == 0) && !words.back().empty()) words.emplace_back();
    if (std::isalnum(octet) != 0) words.back().push_back(static_cast<char>(std::tolower(octet)));
    before = c;
  }
  return words;
}

void check_name(std::string_view full, std::string_view name, Lines& wrong) {
  std::string lower;
  for (const auto& word : words_of(name)) {
    if (has(kForbiddenWords, word)) wrong.push_back(std::string(full) + ": the name says '" + word + "'");
    lower += word;
  }
  for (const auto part : kForbiddenParts) {
    if (lower.find(part) != std::string::npos) {
      wrong.push_back(std::string(full) + ": the name holds '" + std::string(part) + "'");
    }
  }
}

template <typename Descriptor>
void check_comment(const Descriptor& descriptor, Lines& wrong) {
  gp::SourceLocation where;
  if (!descriptor.GetSourceLocation(&where)) {
    wrong.push_back(descriptor.full_name() + ": no source location, comments cannot be read");
    return;
  }
  for (const auto& word : words_of(where.leading_comments + " " + where.trailing_comments)) {
    if (has(kForbiddenWords, word))
      wrong.push_back(descriptor.full_name() + ": the comment says '" + word + "'");
  }
}

void check_content(const gp::FieldDescriptor& field, const std::string& name, Lines& wrong) {
  const bool free =
      field.type() == gp::FieldDescriptor::TYPE_BYTES || field.type() == gp::FieldDescriptor::TYPE_STRING;
  if (free && !has(kFreeContent, name))
    wrong.push_back(name + ": free content that is not in the allow-list");
  if (field.is_map() || field.type() == gp::FieldDescriptor::TYPE_GROUP)
    wrong.push_back(name + ": maps and groups are not used");
  if (field.type() == gp::FieldDescriptor::TYPE_MESSAGE &&
      field.message_type()->file()->package() != field.file()->package()) {
    wrong.push_back(name + ": a message from outside our package (Any and Struct hold anything)");
  }
}

/// Reals and signed integers are physical quantities; unsigned ones are counts and codes.
void check_unit(const gp::FieldDescriptor& field, const std::string& name, Lines& wrong) {
  switch (field.cpp_type()) {
    case gp::FieldDescriptor::CPPTYPE_DOUBLE:
    case gp::FieldDescriptor::CPPTYPE_FLOAT:
    case gp::FieldDescriptor::CPPTYPE_INT32:
    case gp::FieldDescriptor::CPPTYPE_INT64:
      break;
    default:
      return;
  }
  const std::string_view last = field.name();
  const bool named =
      std::any_of(kUnits.begin(), kUnits.end(), [last](auto unit) { return last.ends_with(unit); });
  if (!named && !has(kPureNumbers, name)) wrong.push_back(name + ": a quantity without a unit in its name");
}

void check_enum(const gp::EnumDescriptor& type, Lines& wrong) {
  const auto* zero = type.FindValueByNumber(0);
  if (zero == nullptr || !std::string_view(zero->name()).ends_with("_UNSPECIFIED")) {
    wrong.push_back(type.full_name() + ": zero is not _UNSPECIFIED");
  }
  check_name(type.full_name(), type.name(), wrong);
  for (int i = 0; i < type.value_count(); ++i) check_name(type.full_name(), type.value(i)->name(), wrong);
}

void check_message(const gp::Descriptor& type, Lines& wrong) {
  check_name(type.full_name(), type.name(), wrong);
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    const std::string name = type.name() + "." + field.name();
    check_name(field.full_name(), field.name(), wrong);
    check_comment(field, wrong);
    check_content(field, name, wrong);
    check_unit(field, name, wrong);
  }
  for (int i = 0; i < type.enum_type_count(); ++i) check_enum(*type.enum_type(i), wrong);
  for (int i = 0; i < type.nested_type_count(); ++i) check_message(*type.nested_type(i), wrong);
}

}  // namespace

std::vector<std::string> lint(const gp::FileDescriptor& file) {
  Lines wrong;
  if (file.syntax() != gp::FileDescriptor::SYNTAX_PROTO3) wrong.push_back(file.name() + ": is not proto3");
  if (file.package() != "songbien.wire.v1")
    wrong.push_back(file.name() + ": is not in package songbien.wire.v1");
  for (int i = 0; i < file.message_type_count(); ++i) check_message(*file.message_type(i), wrong);
  for (int i = 0; i < file.enum_type_count(); ++i) check_enum(*file.enum_type(i), wrong);
  return wrong;
}

}  // namespace sb::layering

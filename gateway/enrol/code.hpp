#pragma once
// One-time codes for enrolment, and the word that a QR code carries to the technician's page or
// `songbien-node enrol`.
#include <optional>
#include <string>
#include <string_view>

namespace sb::gateway {

/// 80 random bits as 16 letters of Crockford's base 32 in groups of four: "7KQ2-M0XV-...". No I, L, O, U.
std::string random_code();
/// The same code however a person typed it (case, hyphens, blanks, O for 0, I and L for 1); nothing when it
/// is not one.
std::optional<std::string> canonical_code(std::string_view typed);
/// SHA-256 of the canonical code, 32 octets.
std::string code_digest(std::string_view canonical);

/// "songbien:enrol:1:CODE:FINGERPRINT:https://gateway:8443". The fingerprint (SHA-256 of the gateway's TLS
/// certificate, hexadecimal) lets a device that knows no authority yet trust nobody else.
std::string enrolment_uri(std::string_view code, std::string_view fingerprint, std::string_view url);

/// The text as a QR code (libqrencode, error correction M): an SVG of its own, or half blocks for a terminal.
std::string qr_svg(const std::string& text);
std::string qr_terminal(const std::string& text);

}  // namespace sb::gateway

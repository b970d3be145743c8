#include "firmware/port/stm32g0b1/stm32_board.hpp"

#include "firmware/port/stm32g0b1/registers.hpp"
#include "firmware/port/stm32g0b1/stm32_clock.hpp"
#include "firmware/port/stm32g0b1/stm32_setup.hpp"

namespace sb::fw {

using namespace stm32;

namespace {
constexpr std::uint32_t kReferenceMv = 3'000;  // REF3030 at VREF+ (hardware/node-v1, U6)
std::uint32_t port_of(char port) {
  return kGpio + 0x400U * static_cast<std::uint32_t>(port - 'A');
}
}  // namespace

void Stm32Board::open() {
  open_clocks();
  open_calendar();
  cause_ = read_reset_cause();
  open_pins();
  open_pulse_timer();
  open_line(received_);
  open_converter();
  climate_.open();
  open_watchdog();
}

void Stm32Board::idle() {
  pump();
  watch_supply();
  wait_for_interrupt();
}

/// The supply monitor's word survives on the backup battery: the next start calls it a brown-out.
void Stm32Board::watch_supply() {
  if ((reg(kPwr + 0x14) & (1U << 11U)) != 0) reg(kTamp + 0x100) = kSupplyFailed;
}

std::uint32_t Stm32Board::ticks() {
  return reg(kTim2 + 0x24);
}

std::uint32_t Stm32Board::now_ms() {
  ticks_ += static_cast<std::uint32_t>(ticks() - static_cast<std::uint32_t>(ticks_));
  return static_cast<std::uint32_t>(ticks_ / 64'000);
}

std::optional<std::uint32_t> Stm32Board::take_pulse() {
  if ((reg(kTim2 + 0x10) & 2U) == 0) return std::nullopt;
  return reg(kTim2 + 0x34);  // reading it clears the flag
}

std::uint32_t Stm32Board::utc_s() {
  return calendar_utc_s();
}
void Stm32Board::set_utc_s(std::uint32_t utc_s) {
  set_calendar_utc_s(utc_s);
}

void Stm32Board::write(board::Output output, bool on) {
  const auto& pin = board::kOutputPins.at(static_cast<std::size_t>(output));
  const bool high = on == pin.active_high;
  reg(port_of(pin.port) + 0x18) = 1U << (pin.number + (high ? 0U : 16U));
}

bool Stm32Board::read(board::Input input) {
  const auto& pin = board::kInputPins.at(static_cast<std::size_t>(input));
  const bool high = ((reg(port_of(pin.port) + 0x10) >> pin.number) & 1U) != 0;
  return high == pin.active_high;
}

std::uint32_t Stm32Board::read_pin_mv(board::Analog analog) {
  reg(kAdc + 0x28) = 1U << board::kScale.at(static_cast<std::size_t>(analog)).channel;
  wait_set(kAdc, 1U << 13U);
  reg(kAdc) = (1U << 13U) | (1U << 2U);
  set(kAdc + 0x08, 1U << 2U);
  if (!wait_set(kAdc, 1U << 2U)) return 0;
  return reg(kAdc + 0x40) * kReferenceMv / 4'095;
}

std::size_t Stm32Board::receive(std::span<std::uint8_t> out) {
  const std::size_t head = received_.size() - reg(kDma1 + 0x0C);
  std::size_t size = 0;
  while (size < out.size() && receive_at_ != head % received_.size()) {
    out[size++] = static_cast<volatile std::uint8_t&>(received_.at(receive_at_));
    receive_at_ = (receive_at_ + 1) % received_.size();
  }
  reg(kUsart1 + 0x20) = 0xF;  // errors: the frame's CRC has seen them
  return size;
}

void Stm32Board::send(std::span<const std::uint8_t> octets) {
  const std::size_t room = (send_tail_ + to_send_.size() - send_head_ - 1) % to_send_.size();
  if (room < octets.size()) return;  // the line is slower than what is said: the frame is lost whole
  for (const std::uint8_t octet : octets) {
    to_send_.at(send_head_) = octet;
    send_head_ = (send_head_ + 1) % to_send_.size();
  }
  pump();
}

void Stm32Board::pump() {
  while (send_tail_ != send_head_ && (reg(kUsart1 + 0x1C) & (1U << 7U)) != 0) {
    reg(kUsart1 + 0x28) = to_send_.at(send_tail_);
    send_tail_ = (send_tail_ + 1) % to_send_.size();
  }
}

void Stm32Board::kick_watchdog() {
  reg(kIwdg) = 0xAAAA;
}
std::uint32_t Stm32Board::stack_free_bytes() {
  return sb::fw::stack_free_bytes();
}
void Stm32Board::restart() {
  sb::fw::restart();
}

}  // namespace sb::fw

extern "C" void sb_on_nmi() {
  sb::fw::forgive_torn_word();
}
extern "C" void sb_on_interrupt_0() {
  sb::fw::restart();
}
extern "C" void sb_on_interrupt_2() {
  sb::fw::restart();
}

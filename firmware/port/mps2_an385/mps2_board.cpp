#include "firmware/port/mps2_an385/mps2_board.hpp"

#include "firmware/port/cortex_m/start.hpp"
#include "firmware/port/mps2_an385/semihosting.hpp"

extern "C" std::uint32_t sb_kept;  // survives a restart: image.ld.in
extern "C" void sb_on_nmi();
extern "C" void sb_on_interrupt_0();
extern "C" void sb_on_interrupt_2();

namespace sb::fw {

namespace {

// Arm AN385 §4, Cortex-M System Design Kit TRM §4: UART, timer, watchdog.
constexpr std::uint32_t kTimer0 = 0x40000000;
constexpr std::uint32_t kUart0 = 0x40004000;
constexpr std::uint32_t kUart1 = 0x40005000;
constexpr std::uint32_t kWatchdog = 0x40008000;
constexpr std::uint32_t kUartTransmitAndReceive = 0x0B;  // transmit, receive, receive interrupt
constexpr std::uint32_t kWatchdogS = 3;                  // twice this until it restarts the chip

constexpr std::uint32_t kWasRunning = 0x52554E21;
constexpr std::uint32_t kWasAsked = 0x41534B21;

volatile std::uint32_t& kept(std::uint32_t word) {
  return *reinterpret_cast<volatile std::uint32_t*>(reinterpret_cast<std::uint32_t>(&sb_kept) + 4 * word);
}

void open_uart(std::uint32_t base) {
  reg(base + 0x10) = 16;
  reg(base + 0x08) = kUartTransmitAndReceive;
}

/// Whether the transmitter took an octet.
template <std::size_t kSize>
bool pump_one(std::uint32_t base, OctetRing<kSize>& ring) {
  if ((reg(base + 0x04) & 1U) != 0) return false;
  const auto octet = ring.take();
  if (!octet) return false;
  reg(base) = *octet;
  return true;
}

Mps2Board* the_board = nullptr;  // for the interrupts, which have no other way to it

}  // namespace

void Mps2Board::open() {
  the_board = this;
  if (!flash_.open()) semihosting::exit(4);
  cause_ = ResetCause::kPowerOn;
  if (kept(0) == kWasRunning) cause_ = ResetCause::kWatchdog;
  if (kept(0) == kWasAsked) cause_ = ResetCause::kSoftware;
  if (cause_ == ResetCause::kPowerOn) kept(1) = 0;  // no battery behind this clock
  kept(0) = kWasRunning;
  for (const auto input : {board::Input::kSdrPowerGood, board::Input::kLnaPowerGood,
                           board::Input::kModemPowerGood, board::Input::kGnssPowerGood}) {
    inputs_.at(static_cast<std::size_t>(input)) = true;
  }
  pin_mv_ = {2'350, 1'450};  // 13.4 V and 16 V before the dividers of hardware/node-v1
  reg(kTimer0 + 0x08) = UINT32_MAX;
  reg(kTimer0 + 0x00) = 1;
  open_uart(kUart0);
  open_uart(kUart1);
  reg(0xE000E100) = (1U << 0U) | (1U << 2U);  // the two receive interrupts
  reg(0xE000E014) = kTickRateHz / 1'000 - 1;  // SysTick
  reg(0xE000E018) = 0;
  reg(0xE000E010) = 7;
  reg(kWatchdog + 0xC00) = 0x1ACCE551;
  reg(kWatchdog + 0x00) = kWatchdogS * kTickRateHz;
  reg(kWatchdog + 0x08) = 3;
}

void Mps2Board::idle() {
  pump();
  wait_for_interrupt();
}

void Mps2Board::pump() {
  while (pump_one(kUart0, to_host_)) {
  }
  while (pump_one(kUart1, to_bench_)) {
  }
  obey_bench();
}

std::uint32_t Mps2Board::ticks() {
  return ~reg(kTimer0 + 0x04);  // it counts down
}

std::uint32_t Mps2Board::now_ms() {
  ticks_ += static_cast<std::uint32_t>(ticks() - static_cast<std::uint32_t>(ticks_));
  return static_cast<std::uint32_t>(ticks_ / (kTickRateHz / 1'000));
}

std::optional<std::uint32_t> Mps2Board::take_pulse() {
  const auto pulse = pulse_;
  pulse_.reset();
  return pulse;
}

std::uint32_t Mps2Board::utc_s() {
  return kept(1) == 0 ? 0 : kept(1) + now_ms() / 1'000;
}
void Mps2Board::set_utc_s(std::uint32_t utc_s) {
  kept(1) = utc_s - now_ms() / 1'000;
}

void Mps2Board::write(board::Output output, bool on) {
  bool& before = outputs_.at(static_cast<std::size_t>(output));
  if (before == on || to_bench_.room() < 3) return;
  before = on;
  for (const std::uint8_t octet : {std::uint8_t{'O'}, static_cast<std::uint8_t>(output), std::uint8_t{on}}) {
    to_bench_.put(octet);
  }
}

std::size_t Mps2Board::receive(std::span<std::uint8_t> out) {
  std::size_t size = 0;
  while (size < out.size()) {
    const auto octet = from_host_.take();
    if (!octet) break;
    out[size++] = *octet;
  }
  return size;
}

void Mps2Board::send(std::span<const std::uint8_t> octets) {
  if (to_host_.room() < octets.size()) return;  // nobody reads: the frame is lost whole
  for (const std::uint8_t octet : octets) to_host_.put(octet);
}

void Mps2Board::kick_watchdog() {
  reg(kWatchdog + 0x0C) = 1;
}

std::uint32_t Mps2Board::stack_free_bytes() {
  return sb::fw::stack_free_bytes();
}

void Mps2Board::restart() {
  kept(0) = kWasAsked;
  kept(1) = utc_s();
  sb::fw::restart();
}

void Mps2Board::obey_bench() {
  while (const auto octet = from_bench_.take()) {
    order_.at(order_filled_++) = *octet;
    take_bench_order();
  }
}

/// Carries the order out when it is whole; anything that is no order is dropped.
void Mps2Board::take_bench_order() {
  std::size_t size = 1;
  if (order_[0] == 'I') size = 3;
  if (order_[0] == 'A') size = 4;
  if (order_[0] == 'C') size = 7;
  if (order_filled_ < size) return;
  order_filled_ = 0;
  if (order_[0] == 'I' && order_[1] < inputs_.size()) inputs_.at(order_[1]) = order_[2] != 0;
  if (order_[0] == 'A' && order_[1] < pin_mv_.size()) {
    pin_mv_.at(order_[1]) = order_[2] | (static_cast<std::uint32_t>(order_[3]) << 8U);
  }
  if (order_[0] == 'C') climate_ = {order_[1], order_[2], order_[3], order_[4], order_[5], order_[6]};
  if (order_[0] == 'P') pulse_ = ticks();
  while (order_[0] == 'H') wait_for_interrupt();
}

}  // namespace sb::fw

extern "C" void sb_on_interrupt_0() {
  sb::fw::reg(0x40004000 + 0x0C) = 2;
  sb::fw::the_board->on_host_octet(static_cast<std::uint8_t>(sb::fw::reg(0x40004000)));
}
extern "C" void sb_on_interrupt_2() {
  sb::fw::reg(0x40005000 + 0x0C) = 2;
  sb::fw::the_board->on_bench_octet(static_cast<std::uint8_t>(sb::fw::reg(0x40005000)));
}
extern "C" void sb_on_nmi() {
  sb::fw::restart();
}

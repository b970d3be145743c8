// The application on the STM32G0B1.
#include "firmware/core/supervisor.hpp"
#include "firmware/port/image_identity.hpp"
#include "firmware/port/stm32g0b1/stm32_board.hpp"

int main() {
  static sb::fw::Stm32Board board;
  board.open();
  static const sb::fw::Identity identity = sb::fw::image_identity(sb::fw::board::BoardId::kStm32G0B1);
  static sb::fw::Supervisor supervisor(board, identity, SB_FW_VERSION);
  supervisor.start();
  for (;;) {
    supervisor.step();
    board.idle();
  }
}

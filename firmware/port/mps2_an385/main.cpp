// The application on QEMU's board.
#include "firmware/core/supervisor.hpp"
#include "firmware/port/image_identity.hpp"
#include "firmware/port/mps2_an385/mps2_board.hpp"

int main() {
  static sb::fw::Mps2Board board;
  board.open();
  static const sb::fw::Identity identity = sb::fw::image_identity(sb::fw::board::BoardId::kMps2An385);
  static sb::fw::Supervisor supervisor(board, identity, SB_FW_VERSION);
  supervisor.start();
  for (;;) {
    supervisor.step();
    board.idle();
  }
}

#include "node/cli/cli.hpp"

int main(int argc, char** argv) {
  return sb::node::run_cli(argc, argv);
}

/* The vector table, first in every image. C, because its first entry is an address that C++ would compute at
 * start. */
#include <stdint.h>

typedef void (*Handler)(void);

extern uint32_t sb_stack_top;
void sb_on_reset(void);
void sb_on_fault(void);
void sb_on_tick(void);
void sb_on_nmi(void);
void sb_on_interrupt_0(void);
void sb_on_interrupt_2(void);

const struct {
  uint32_t* stack;
  Handler handlers[15];
  Handler interrupts[32];
} sb_vectors __attribute__((section(".vectors"), used)) = {
    &sb_stack_top,
    {[0] = sb_on_reset, [1] = sb_on_nmi, [2 ... 13] = sb_on_fault, [14] = sb_on_tick},
    {[0] = sb_on_interrupt_0, [1] = sb_on_fault, [2] = sb_on_interrupt_2, [3 ... 31] = sb_on_fault},
};

// The flag of samplers that give up, one for each thread.
#include "gave_up.hpp"

__thread bool reparamx_gave_up = false;

#include "gave_up.hpp"

__thread bool reparamx_gave_up = false;

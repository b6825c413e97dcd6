/* SPDX-License-Identifier: BSD-2-Clause */
/* signals.h -- why a Windows process ended, as a signal of Linux. */
#ifndef CONVERT_SIGNALS_H
#define CONVERT_SIGNALS_H

#include "model/model.h"

struct signal_of {
	int32_t		 signal, code;	/* si_signo, si_code; 0: none */
	uint64_t	 address;	/* si_addr, or DUMP_NOWHERE */
};

struct signal_of signal_of_exception(const struct dump_model *m);

#endif

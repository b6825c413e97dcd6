/* SPDX-License-Identifier: BSD-2-Clause */
/* module_data.h -- how much data the modules of a Unix process have. */
#ifndef MODULE_DATA_H
#define MODULE_DATA_H

#include "model/model.h"

/* More of one module than this is no small dump's. */
enum { MODULE_DATA_MAX = 1 << 20 };

/* Modules by their index, then files that are no module's. */
struct module_data {
	struct weight	*v;
	size_t		 n;
};

/* Weighs what the dump holds of both kinds of data of each. */
int	 module_data_weigh(struct module_data *d, const struct dump_model *m,
	    struct dump_err *err);
/* Does a small dump have the data that is in R? */
bool	 module_data_fits(const struct module_data *d,
	    const struct dump_model *m, const struct region *r);
/* The name of one that is too large, or NULL. */
const char *module_data_large(const struct module_data *d,
	    const struct dump_model *m, size_t i);
void	 module_data_free(struct module_data *d);

#endif

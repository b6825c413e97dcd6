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

/* Whose memory is R?  What is nobody's comes last. */
size_t	 module_data_owner(const struct dump_model *m,
	    const struct region *r);
/* How many they are. */
size_t	 module_data_owners(const struct dump_model *m);
/* What the dump holds of the data of one. */
uint64_t module_data_bytes(const struct module_data *d, size_t owner);
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

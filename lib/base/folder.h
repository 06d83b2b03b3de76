/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a folder.
 */
#ifndef ZK_FOLDER_H
#define ZK_FOLDER_H

#include "status.h"

/**
 * One that is there already is as good; the folder it lies in must be there.
 *
 * @retval ZK_IO, ZK_FULL  it cannot be made, or a file has its name
 */
enum zk_status zk_folder_make(const char *path, struct zk_error *err);

#endif

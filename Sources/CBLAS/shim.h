#include <cblas.h>

// What is used of LAPACK, which OpenBLAS holds but Debian's headers for it don't declare: Fortran's calling
// convention, column-major matrices. https://netlib.org/lapack/explore-html

/// Singular value decomposition, divide and conquer.
void dgesdd_(
  const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u, const int *ldu,
  double *vt, const int *ldvt, double *work, const int *lwork, int *iwork, int *info);

/// Eigenvalues of a general matrix.
void dgeev_(
  const char *jobvl, const char *jobvr, const int *n, double *a, const int *lda, double *wr, double *wi, double *vl,
  const int *ldvl, double *vr, const int *ldvr, double *work, const int *lwork, int *info);

/// Eigenvalues and eigenvectors of a symmetric matrix, divide and conquer.
void dsyevd_(
  const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
  const int *lwork, int *iwork, const int *liwork, int *info);

/// LU factors with partial pivoting.
void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *ipiv, int *info);

/// Solution of a square system.
void dgesv_(
  const int *n, const int *nrhs, double *a, const int *lda, int *ipiv, double *b, const int *ldb, int *info);

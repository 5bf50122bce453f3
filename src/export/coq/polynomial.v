(* SPDX-License-Identifier: LGPL-3.0-or-later *)
(* Polynomials with rational coefficients. *)
Set Warnings "-ambiguous-paths".
From Coq Require Import Reals QArith Qreals Qabs List Lra Lia.
From Coq Require Classical_Prop.
From Coquelicot Require Import Coquelicot.
Import ListNotations.
Local Open Scope list_scope.
Local Open Scope R_scope.

Local Arguments Qred : simpl never.
Local Arguments Q2R : simpl never.
Local Arguments Qplus : simpl never.
Local Arguments Qmult : simpl never.

Definition mono := list nat.
Definition poly := list (mono * Q).

Fixpoint mono_mul (a b : mono) : mono :=
  match a, b with nil, _ => b | _, nil => a | x :: a, y :: b => (x + y)%nat :: mono_mul a b end.
Fixpoint mono_eqb (a b : mono) : bool :=
  match a, b with nil, nil => true | x :: a, y :: b => if Nat.eqb x y then mono_eqb a b else false | _, _ => false end.
Fixpoint add_term (m : mono) (c : Q) (p : poly) : poly :=
  match p with
  | nil => [(m, c)]
  | (n, d) :: q => if mono_eqb m n then let s := Qred (c + d) in if Z.eqb (Qnum s) 0 then q else (n, s) :: q
                   else (n, d) :: add_term m c q
  end.
Fixpoint poly_add (p q : poly) : poly := match p with nil => q | t :: p => add_term (fst t) (snd t) (poly_add p q) end.
Definition poly_scale (m : mono) (c : Q) (p : poly) : poly := map (fun t => (mono_mul m (fst t), Qred (c * snd t))) p.
Fixpoint poly_mul (p q : poly) : poly :=
  match p with nil => nil | t :: p => poly_add (poly_scale (fst t) (snd t) q) (poly_mul p q) end.
Definition poly_const (c : Q) : poly := if Z.eqb (Qnum c) 0 then nil else [(nil, c)].
Definition poly_neg (p : poly) : poly := poly_scale nil (-1) p.
Fixpoint poly_pow (p : poly) (n : nat) : poly :=
  match n with O => [(nil, 1%Q)] | S n => poly_mul p (poly_pow p n) end.
Definition poly_var (i : nat) : poly := [(repeat O i ++ [1%nat], 1%Q)].

Fixpoint mono_R (e : nat -> R) (m : mono) : R :=
  match m with nil => 1 | k :: m => e O ^ k * mono_R (fun i => e (S i)) m end.
Definition term_R (e : nat -> R) (t : mono * Q) : R := Q2R (snd t) * mono_R e (fst t).
Fixpoint poly_R (e : nat -> R) (p : poly) : R := match p with nil => 0 | t :: p => term_R e t + poly_R e p end.

Lemma Q2R_red (q : Q) : Q2R (Qred q) = Q2R q.
Proof. apply Qeq_eqR, Qred_correct. Qed.
Lemma Q2R_zero (q : Q) : Z.eqb (Qnum q) 0 = true -> Q2R q = 0.
Proof. intro H. apply Z.eqb_eq in H. unfold Q2R. rewrite H. lra. Qed.
Lemma Q2R_one : Q2R 1 = 1.
Proof. unfold Q2R; simpl; lra. Qed.
Lemma Q2R_none : Q2R (-1) = -1.
Proof. unfold Q2R; simpl; lra. Qed.

Lemma mono_mul_R (a b : mono) : forall e, mono_R e (mono_mul a b) = mono_R e a * mono_R e b.
Proof.
revert b; induction a as [| x a IH]; intros [| y b] e; simpl; try ring.
rewrite IH, pow_add. ring.
Qed.
Lemma mono_eqb_eq (a b : mono) : mono_eqb a b = true -> a = b.
Proof.
revert b; induction a as [| x a IH]; intros [| y b]; simpl; try discriminate; [reflexivity |].
destruct (Nat.eqb x y) eqn:E; [| discriminate]. apply Nat.eqb_eq in E. intro H. f_equal; [exact E | now apply IH].
Qed.
Lemma add_term_R e m c p : poly_R e (add_term m c p) = Q2R c * mono_R e m + poly_R e p.
Proof.
induction p as [| [n d] p IH]; simpl; [unfold term_R; simpl; ring |].
destruct (mono_eqb m n) eqn:E.
- apply mono_eqb_eq in E; subst n. destruct (Z.eqb (Qnum (Qred (c + d))) 0) eqn:Z.
  + apply Q2R_zero in Z. rewrite Q2R_red, Q2R_plus in Z. unfold term_R; simpl.
    replace (Q2R c) with (- Q2R d) by lra. ring.
  + simpl. unfold term_R; simpl. rewrite Q2R_red, Q2R_plus. ring.
- simpl. rewrite IH. unfold term_R; simpl. ring.
Qed.
Lemma poly_add_R e p q : poly_R e (poly_add p q) = poly_R e p + poly_R e q.
Proof. induction p as [| t p IH]; simpl; [ring |]. rewrite add_term_R, IH. unfold term_R. ring. Qed.
Lemma poly_scale_R e m c p : poly_R e (poly_scale m c p) = Q2R c * mono_R e m * poly_R e p.
Proof.
induction p as [| t p IH]; simpl; [ring |]. rewrite IH. unfold term_R; simpl.
rewrite mono_mul_R, Q2R_red, Q2R_mult. ring.
Qed.
Lemma poly_mul_R e p q : poly_R e (poly_mul p q) = poly_R e p * poly_R e q.
Proof.
induction p as [| t p IH]; simpl; [ring |].
rewrite poly_add_R, poly_scale_R, IH. unfold term_R. ring.
Qed.
Lemma poly_const_R e c : poly_R e (poly_const c) = Q2R c.
Proof.
unfold poly_const. destruct (Z.eqb (Qnum c) 0) eqn:Z; simpl.
- now rewrite Q2R_zero.
- unfold term_R; simpl. ring.
Qed.
Lemma poly_neg_R e p : poly_R e (poly_neg p) = - poly_R e p.
Proof. unfold poly_neg. rewrite poly_scale_R, Q2R_none. simpl. ring. Qed.
Lemma poly_pow_R e p n : poly_R e (poly_pow p n) = poly_R e p ^ n.
Proof.
induction n as [| n IH]; [| change (poly_pow p (S n)) with (poly_mul p (poly_pow p n)); rewrite poly_mul_R, IH; reflexivity].
simpl. unfold term_R; simpl. rewrite Q2R_one. ring.
Qed.
Lemma poly_var_R e i : poly_R e (poly_var i) = e i.
Proof.
simpl. unfold term_R; simpl. rewrite Q2R_one.
assert (H : forall e, mono_R e (repeat O i ++ [1%nat]) = e i).
{ induction i as [| i IH]; intro e'; simpl; [ring |]. rewrite IH. ring. }
rewrite H. ring.
Qed.


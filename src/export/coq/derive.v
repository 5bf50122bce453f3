(* SPDX-License-Identifier: LGPL-3.0-or-later *)

(* ---- derivatives by the rules of differentiation, where no comparison is an equation ---- *)
Lemma certify_near_lt (a b : R -> R) (x da db : R) : is_derive a x da -> is_derive b x db -> a x < b x -> locally x (fun t => a t < b t).
Proof.
intros A B L. assert (P : 0 < b x - a x) by lra.
assert (C : continuous (fun t => b t - a t) x).
{ apply (continuous_minus (U := R_UniformSpace) b a); apply (ex_derive_continuous (K := R_AbsRing)); eexists; eassumption. }
assert (H : locally x (fun t => 0 < b t - a t)) by exact (C (fun u => 0 < u) (open_gt 0 _ P)).
revert H. apply filter_imp. intros t. lra.
Qed.
(* A holds at all points near x, or at none *)
Definition certify_steady (A : R -> Prop) (x : R) : Prop := locally x A \/ locally x (fun t => ~ A t).
Lemma certify_steady_constant (A : Prop) (x : R) : certify_steady (fun _ => A) x.
Proof. destruct (Classical_Prop.classic A); [left | right]; now apply filter_forall. Qed.
Lemma certify_steady_and A B x : certify_steady A x -> certify_steady B x -> certify_steady (fun t => A t /\ B t) x.
Proof.
intros [a | a] [b | b]; [left | right | right | right]; generalize (filter_and _ _ a b); apply filter_imp; tauto.
Qed.
Lemma certify_steady_or A B x : certify_steady A x -> certify_steady B x -> certify_steady (fun t => A t \/ B t) x.
Proof.
intros [a | a] [b | b]; [left | left | left | right]; generalize (filter_and _ _ a b); apply filter_imp; tauto.
Qed.
Lemma certify_steady_not A x : certify_steady A x -> certify_steady (fun t => ~ A t) x.
Proof. intros [a | a]; [right | left; exact a]. revert a. apply filter_imp. tauto. Qed.
Section Comparisons.
Variables (a b : R -> R) (x da db : R).
Hypotheses (A : is_derive a x da) (B : is_derive b x db) (N : a x <> b x).
Lemma certify_steady_lt : certify_steady (fun t => a t < b t) x.
Proof.
destruct (Rdichotomy _ _ N) as [l | l]; [left; exact (certify_near_lt a b x da db A B l) | right].
generalize (certify_near_lt b a x db da B A l). apply filter_imp. intro t. lra.
Qed.
Lemma certify_steady_le : certify_steady (fun t => a t <= b t) x.
Proof.
destruct (Rdichotomy _ _ N) as [l | l]; [left; generalize (certify_near_lt a b x da db A B l) | right; generalize (certify_near_lt b a x db da B A l)];
  apply filter_imp; intro t; lra.
Qed.
Lemma certify_steady_eq : certify_steady (fun t => a t = b t) x.
Proof.
destruct (Rdichotomy _ _ N) as [l | l]; right; [generalize (certify_near_lt a b x da db A B l) | generalize (certify_near_lt b a x db da B A l)];
  apply filter_imp; intro t; lra.
Qed.
End Comparisons.

Lemma certify_d_equal (f : R -> R) (x d e : R) : is_derive f x d -> d = e -> is_derive f x e.
Proof. now intros H <-. Qed.
Lemma certify_d_if (A : R -> Prop) (D : forall t, {A t} + {~ A t}) (p q : R -> R) (x dp dq : R) : certify_steady A x ->
  is_derive p x dp -> is_derive q x dq -> is_derive (fun t => if D t then p t else q t) x (if D x then dp else dq).
Proof.
intros [S | S] P Q; assert (X := locally_singleton _ _ S); destruct (D x); try contradiction.
- apply (is_derive_ext_loc p); [| exact P]. revert S. apply filter_imp. intros t T. destruct (D t); tauto.
- apply (is_derive_ext_loc q); [| exact Q]. revert S. apply filter_imp. intros t T. destruct (D t); tauto.
Qed.
Lemma certify_d_abs (u : R -> R) (x du : R) : is_derive u x du -> u x <> 0 ->
  is_derive (fun t => Rabs (u t)) x (if Rlt_dec 0 (u x) then du else if Rlt_dec (u x) 0 then - du else 0).
Proof.
intros U N. assert (S := certify_steady_lt (fun _ => 0) u x 0 du (is_derive_const 0 x) U (not_eq_sym N)).
apply (certify_d_equal _ _ (if Rlt_dec 0 (u x) then du else - du)); [| destruct (Rlt_dec 0 (u x)), (Rlt_dec (u x) 0); lra].
apply (is_derive_ext_loc (fun t => if Rlt_dec 0 (u t) then u t else - u t)).
- apply filter_forall. intro t. destruct (Rlt_dec 0 (u t)); [rewrite Rabs_right | rewrite Rabs_left1]; lra.
- apply (certify_d_if (fun t => 0 < u t) (fun t => Rlt_dec 0 (u t)) u (fun t => - u t)); [exact S | exact U | exact (is_derive_opp u x du U)].
Qed.
Lemma certify_d_max (u v : R -> R) (x du dv : R) : is_derive u x du -> is_derive v x dv -> u x <> v x ->
  is_derive (fun t => Rmax (u t) (v t)) x (if Rle_dec (v x) (u x) then du else dv).
Proof.
intros U V N. assert (S := certify_steady_le v u x dv du V U (not_eq_sym N)).
apply (is_derive_ext_loc (fun t => if Rle_dec (v t) (u t) then u t else v t)).
- apply filter_forall. intro t. destruct (Rle_dec (v t) (u t)); [rewrite Rmax_left | rewrite Rmax_right]; lra.
- now apply (certify_d_if (fun t => v t <= u t) (fun t => Rle_dec (v t) (u t)) u v).
Qed.
Lemma certify_d_min (u v : R -> R) (x du dv : R) : is_derive u x du -> is_derive v x dv -> u x <> v x ->
  is_derive (fun t => Rmin (u t) (v t)) x (if Rle_dec (u x) (v x) then du else dv).
Proof.
intros U V N. assert (S := certify_steady_le u v x du dv U V N).
apply (is_derive_ext_loc (fun t => if Rle_dec (u t) (v t) then u t else v t)).
- apply filter_forall. intro t. destruct (Rle_dec (u t) (v t)); [rewrite Rmin_left | rewrite Rmin_right]; lra.
- now apply (certify_d_if (fun t => u t <= v t) (fun t => Rle_dec (u t) (v t)) u v).
Qed.
Lemma certify_d_relu (u : R -> R) (x du : R) : is_derive u x du -> u x <> 0 -> is_derive (fun t => Rmax (u t) 0) x (if Rlt_dec 0 (u x) then du else 0).
Proof.
intros U N. apply (certify_d_equal _ _ _ _ (certify_d_max u (fun _ => 0) x du 0 U (is_derive_const 0 x) N)).
destruct (Rlt_dec 0 (u x)), (Rle_dec 0 (u x)); lra.
Qed.

(* Rules for f (u t), from the derivative of f *)
Lemma certify_chain (f u : R -> R) (x df du : R) : is_derive f (u x) df -> is_derive u x du -> is_derive (fun t => f (u t)) x (df * du).
Proof. intros F U. apply (certify_d_equal _ _ (scal du df)); [exact (is_derive_comp f u x df du F U) | apply Rmult_comm]. Qed.
Lemma certify_d_power (n : nat) (z : Z) (y : R) : z = Z.of_nat (S n) -> is_derive (fun t => t ^ S n) y (IZR z * y ^ n).
Proof. intros ->. apply (certify_d_equal _ _ _ _ (is_derive_pow (fun t => t) (S n) y 1 (is_derive_id y))). rewrite INR_IZR_INZ. cbn [pred]. ring. Qed.
Lemma certify_d_tanh (y : R) : is_derive tanh y (1 - tanh y ^ 2).
Proof.
assert (C : forall z, 0 < cosh z) by (intro z; unfold cosh; assert (P := exp_pos z); assert (Q := exp_pos (- z)); lra).
unfold tanh. specialize (C y). auto_derive; [lra |]. field. lra.
Qed.
Lemma certify_d_sigmoid (y : R) : is_derive (fun t => / (1 + exp (- t))) y (/ (1 + exp (- y)) - (/ (1 + exp (- y))) ^ 2).
Proof. assert (P := exp_pos (- y)). auto_derive; [lra |]. field. lra. Qed.
Lemma certify_d_softplus (y : R) : is_derive (fun t => ln (1 + exp t)) y (/ (1 + exp (- y))).
Proof. assert (P := exp_pos y). auto_derive; [lra |]. rewrite exp_Ropp. field. lra. Qed.
Lemma certify_d_atan (y : R) : is_derive atan y (/ (1 + y ^ 2)).
Proof. apply (certify_d_equal _ _ _ _ (is_derive_atan y)). now rewrite Rsqr_pow2. Qed.
Lemma certify_d_sinh (y : R) : is_derive sinh y (cosh y).
Proof. auto_derive; [exact I | ring]. Qed.
Lemma certify_d_cosh (y : R) : is_derive cosh y (sinh y).
Proof. auto_derive; [exact I | ring]. Qed.
Lemma certify_d_div (u v : R -> R) (x du dv : R) : is_derive u x du -> is_derive v x dv -> v x <> 0 ->
  is_derive (fun t => u t / v t) x ((du - u x / v x * dv) / v x).
Proof. intros U V N. apply (certify_d_equal _ _ _ _ (is_derive_div u v x du dv U V N)). now field. Qed.
Lemma certify_d_mult (u v : R -> R) (x du dv : R) : is_derive u x du -> is_derive v x dv -> is_derive (fun t => u t * v t) x (du * v x + u x * dv).
Proof. intros U V. exact (is_derive_mult u v x du dv U V Rmult_comm). Qed.
Lemma certify_d_const (c x : R) : is_derive (fun _ => c) x 0.
Proof. exact (is_derive_const c x). Qed.
Lemma certify_d_id (x : R) : is_derive (fun t => t) x 1.
Proof. exact (is_derive_id x). Qed.
Lemma certify_d_plus (u v : R -> R) (x du dv : R) : is_derive u x du -> is_derive v x dv -> is_derive (fun t => u t + v t) x (du + dv).
Proof. exact (is_derive_plus u v x du dv). Qed.
Lemma certify_d_minus (u v : R -> R) (x du dv : R) : is_derive u x du -> is_derive v x dv -> is_derive (fun t => u t - v t) x (du - dv).
Proof. exact (is_derive_minus u v x du dv). Qed.
Lemma certify_d_opp (u : R -> R) (x du : R) : is_derive u x du -> is_derive (fun t => - u t) x (- du).
Proof. exact (is_derive_opp u x du). Qed.

(* From what is supposed: that operands differ, that they are positive *)
Ltac certify_premise := cbv beta; first [assumption | lra | match goal with X : _ <> _ |- _ <> _ => let Z := fresh in intro Z; apply X; lra end].
Ltac certify_rule f u d := eapply (certify_chain f u); [exact d |].
Ltac certify_differentiate :=
  lazymatch goal with
  | |- is_derive (fun t => t) ?x _ => exact (certify_d_id x)
  | |- is_derive (fun _ => ?c) ?x _ => exact (certify_d_const c x)
  | |- is_derive (fun t => @?u t + @?v t) _ _ => eapply (certify_d_plus u v); certify_differentiate
  | |- is_derive (fun t => @?u t - @?v t) _ _ => eapply (certify_d_minus u v); certify_differentiate
  | |- is_derive (fun t => @?u t * @?v t) _ _ => eapply (certify_d_mult u v); certify_differentiate
  | |- is_derive (fun t => @?u t / @?v t) _ _ => eapply (certify_d_div u v); [certify_differentiate | certify_differentiate | certify_premise]
  | |- is_derive (fun t => - @?u t) _ _ => eapply (certify_d_opp u); certify_differentiate
  | |- is_derive (fun t => (@?u t) ^ ?n) ?x _ =>
      let m := eval compute in (pred n) in let z := eval compute in (Z.of_nat n) in
      certify_rule (fun t => t ^ S m) u (certify_d_power m z (u x) eq_refl); certify_differentiate
  | |- is_derive (fun t => / (1 + exp (- @?u t))) ?x _ => certify_rule (fun t => / (1 + exp (- t))) u (certify_d_sigmoid (u x)); certify_differentiate
  | |- is_derive (fun t => ln (1 + exp (@?u t))) ?x _ => certify_rule (fun t => ln (1 + exp t)) u (certify_d_softplus (u x)); certify_differentiate
  | |- is_derive (fun t => / @?u t) _ _ => eapply (is_derive_inv u); [certify_differentiate | certify_premise]
  | |- is_derive (fun t => ln (@?u t)) ?x _ => eapply (certify_chain ln u); [apply is_derive_ln; certify_premise | certify_differentiate]
  | |- is_derive (fun t => sqrt (@?u t)) _ _ => eapply (is_derive_sqrt u); [certify_differentiate | certify_premise]
  | |- is_derive (fun t => exp (@?u t)) ?x _ => certify_rule exp u (is_derive_exp (u x)); certify_differentiate
  | |- is_derive (fun t => sin (@?u t)) ?x _ => certify_rule sin u (is_derive_sin (u x)); certify_differentiate
  | |- is_derive (fun t => cos (@?u t)) ?x _ => certify_rule cos u (is_derive_cos (u x)); certify_differentiate
  | |- is_derive (fun t => atan (@?u t)) ?x _ => certify_rule atan u (certify_d_atan (u x)); certify_differentiate
  | |- is_derive (fun t => sinh (@?u t)) ?x _ => certify_rule sinh u (certify_d_sinh (u x)); certify_differentiate
  | |- is_derive (fun t => cosh (@?u t)) ?x _ => certify_rule cosh u (certify_d_cosh (u x)); certify_differentiate
  | |- is_derive (fun t => tanh (@?u t)) ?x _ => certify_rule tanh u (certify_d_tanh (u x)); certify_differentiate
  | |- is_derive (fun t => Rabs (@?u t)) _ _ => eapply (certify_d_abs u); [certify_differentiate | certify_premise]
  | |- is_derive (fun t => Rmax (@?u t) 0) _ _ => eapply (certify_d_relu u); [certify_differentiate | certify_premise]
  | |- is_derive (fun t => Rmax (@?u t) (@?v t)) _ _ => eapply (certify_d_max u v); [certify_differentiate | certify_differentiate | certify_premise]
  | |- is_derive (fun t => Rmin (@?u t) (@?v t)) _ _ => eapply (certify_d_min u v); [certify_differentiate | certify_differentiate | certify_premise]
  | |- is_derive (fun _ => _) _ _ => refine (certify_d_if _ _ _ _ _ _ _ _ _ _); cbv beta; [certify_steadily | certify_differentiate | certify_differentiate]
  | |- is_derive ?f ?x ?d => change (is_derive (fun t => f t) x d); certify_differentiate
  end
with certify_steadily :=
  lazymatch goal with
  | |- certify_steady (fun _ => ?A) ?x => exact (certify_steady_constant A x)
  | |- certify_steady (fun t => @?a t /\ @?b t) _ => apply (certify_steady_and a b); certify_steadily
  | |- certify_steady (fun t => @?a t \/ @?b t) _ => apply (certify_steady_or a b); certify_steadily
  | |- certify_steady (fun t => ~ @?a t) _ => apply (certify_steady_not a); certify_steadily
  | |- certify_steady (fun t => @?a t < @?b t) _ => eapply (certify_steady_lt a b); [certify_differentiate | certify_differentiate | certify_premise]
  | |- certify_steady (fun t => @?a t <= @?b t) _ => eapply (certify_steady_le a b); [certify_differentiate | certify_differentiate | certify_premise]
  | |- certify_steady (fun t => @?a t = @?b t) _ => eapply (certify_steady_eq a b); [certify_differentiate | certify_differentiate | certify_premise]
  | |- certify_steady (Rlt ?a) _ => eapply (certify_steady_lt (fun _ => a) (fun t => t)); [certify_differentiate | certify_differentiate | certify_premise]
  | |- certify_steady (Rle ?a) _ => eapply (certify_steady_le (fun _ => a) (fun t => t)); [certify_differentiate | certify_differentiate | certify_premise]
  | |- certify_steady (eq ?a) _ => eapply (certify_steady_eq (fun _ => a) (fun t => t)); [certify_differentiate | certify_differentiate | certify_premise]
  end.
(* Denominators that are not 0 *)
Ltac certify_nonzero :=
  repeat apply conj;
  first [assumption | lra
        | match goal with |- 1 + exp ?y <> 0 => let P := fresh in assert (P := exp_pos y); lra end
        | match goal with |- sqrt ?y <> 0 => let P := fresh in assert (P : 0 < sqrt y) by (apply sqrt_lt_R0; certify_premise); lra end
        | match goal with |- 1 + ?y ^ 2 <> 0 => let P := fresh in assert (P := pow2_ge_0 y); lra end
        | nra | certify_premise].
(* No two comparisons that exclude each other *)
Ltac certify_clash := repeat match goal with X : _ <> _ |- _ => apply Rdichotomy in X; destruct X end; lra.
Ltac certify_derivative :=
  intros; certify_unfold; eapply certify_d_equal; [certify_differentiate |]; cbv beta;
  repeat match goal with |- context [if ?D then _ else _] => destruct D end;
  first [ring | field; certify_nonzero | exfalso; certify_clash].

(* SPDX-License-Identifier: LGPL-3.0-or-later *)
(* ---- boxes: bounds of each generator (true: strict), its value, or its square ---- *)
Record gen := { g_lo : option (bool * Q); g_hi : option (bool * Q); g_square : option Q; g_value : option Q }.
Definition box := list gen.
Definition lit (q : Q) : R := match Qden q with xH => IZR (Qnum q) | d => IZR (Qnum q) / IZR (Zpos d) end.
Definition below (b : option (bool * Q)) (x : R) : Prop :=
  match b with None => True | Some (true, q) => lit q < x | Some (false, q) => lit q <= x end.
Definition above (b : option (bool * Q)) (x : R) : Prop :=
  match b with None => True | Some (true, q) => x < lit q | Some (false, q) => x <= lit q end.
Definition is_root (b : option Q) (x : R) : Prop := match b with None => True | Some q => x ^ 2 = lit q end.
Definition is_value (b : option Q) (x : R) : Prop := match b with None => True | Some q => x = lit q end.
Definition in_gen (g : gen) (x : R) : Prop := below (g_lo g) x /\ above (g_hi g) x /\ is_root (g_square g) x /\ is_value (g_value g) x.
Fixpoint in_box (B : box) (e : nat -> R) : Prop :=
  match B with nil => True | g :: B => in_gen g (e O) /\ in_box B (fun i => e (S i)) end.

Lemma lit_R q : lit q = Q2R q.
Proof. destruct q as [n d]. unfold lit, Q2R; simpl. destruct d; unfold Rdiv; try reflexivity. lra. Qed.

(* ---- squares of radicals ---- *)
Definition cons0 (k : nat) (m : mono) : mono := match k, m with O, nil => nil | _, _ => k :: m end.
Fixpoint Qpow (q : Q) (n : nat) : Q := match n with O => 1%Q | S n => Qred (q * Qpow q n) end.
Fixpoint mono_reduce (B : box) (m : mono) : mono * Q :=
  match m, B with
  | nil, _ => (nil, 1%Q)
  | _, nil => (m, 1%Q)
  | k :: m, g :: B =>
      let r := mono_reduce B m in
      match g_square g with
      | Some q => (cons0 (if Nat.odd k then 1 else 0)%nat (fst r), Qred (snd r * Qpow q (Nat.div2 k)))
      | None => (cons0 k (fst r), snd r)
      end
  end.
Fixpoint poly_reduce (B : box) (p : poly) : poly :=
  match p with
  | nil => nil
  | t :: p => let m := mono_reduce B (fst t) in add_term (fst m) (Qred (snd t * snd m)) (poly_reduce B p)
  end.

Lemma cons0_R e k m : mono_R e (cons0 k m) = e O ^ k * mono_R (fun i => e (S i)) m.
Proof. destruct k, m; simpl; ring. Qed.
Lemma Qpow_R q n : Q2R (Qpow q n) = Q2R q ^ n.
Proof. induction n as [| n IH]; [apply Q2R_one |]. simpl. now rewrite Q2R_red, Q2R_mult, IH. Qed.
Lemma pow_halves (x : R) k : x ^ k = x ^ (if Nat.odd k then 1 else 0)%nat * (x ^ 2) ^ (Nat.div2 k).
Proof.
rewrite <- pow_mult, <- pow_add. f_equal. rewrite (Nat.div2_odd k) at 1.
destruct (Nat.odd k); simpl; lia.
Qed.
Lemma mono_reduce_R B m : forall e, in_box B e ->
  Q2R (snd (mono_reduce B m)) * mono_R e (fst (mono_reduce B m)) = mono_R e m.
Proof.
revert m; induction B as [| g B IH]; intros [| k m] e H; simpl in *; rewrite ?Q2R_one; try ring.
destruct H as [G H]. specialize (IH m _ H). destruct (g_square g) as [q |] eqn:S.
- destruct G as [_ [_ [G _]]]. rewrite S in G; simpl in G. rewrite lit_R in G.
  simpl; rewrite cons0_R, Q2R_red, Q2R_mult, Qpow_R, <- G, (pow_halves (e O) k), <- IH. simpl. ring.
- simpl; rewrite cons0_R, <- IH. ring.
Qed.
Lemma poly_reduce_R B p e : in_box B e -> poly_R e (poly_reduce B p) = poly_R e p.
Proof.
intro H. induction p as [| t p IH]; simpl; [reflexivity |].
rewrite add_term_R, IH, Q2R_red, Q2R_mult. unfold term_R.
rewrite <- (mono_reduce_R B (fst t) e H). ring.
Qed.

Lemma certify_some {A : Type} (a b : A) : Some a = Some b -> a = b.
Proof. now intros [= H]. Qed.
Definition Qnonneg (q : Q) : bool := Z.leb 0 (Qnum q).
Lemma Qnonneg_R q : Qnonneg q = true -> 0 <= Q2R q.
Proof.
unfold Qnonneg; intro H. apply Z.leb_le in H. unfold Q2R. apply Rmult_le_pos; [now apply IZR_le |].
apply Rlt_le, Rinv_0_lt_compat. now apply IZR_lt.
Qed.

